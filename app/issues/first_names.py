"""First names of people in Poland, Polish and Ukrainian, in the cases in which they are said: "Anna", "z Anną", "u Jana".

Common ones alone: the list serves to notice, not to know. A name that is also a usual word is left out.
"""

MEN = """
adam adrian albert aleksander aleksy alfred andrzej antoni arkadiusz artur bartłomiej bartosz bogdan bogusław bolesław borys
cezary czesław damian daniel dariusz dawid dominik edward emil eryk eugeniusz fabian filip franciszek gabriel grzegorz gustaw
henryk hubert ignacy igor ireneusz jacek jakub jan janusz jarosław jerzy jędrzej józef julian juliusz kacper kajetan kamil karol
kazimierz konrad krystian krzysztof leon leszek lesław lucjan ludwik łukasz maciej maksymilian marcel marcin marek marian mariusz
mateusz michał mieczysław mikołaj miłosz mirosław nikodem norbert olaf oliwier oskar patryk paweł piotr przemysław radosław rafał
remigiusz robert roman ryszard sebastian seweryn sławomir stanisław stefan szymon tadeusz tomasz tymon tymoteusz waldemar wacław
wiesław wiktor witold władysław włodzimierz wojciech zbigniew zdzisław zenon zygmunt andrij bohdan dmytro iwan jewhen jurij maksym
mykola mykyta ołeh ołeksandr ołeksij pawło petro serhij taras vitalij wasyl wołodymyr андрій богдан василь віктор віталій
володимир дмитро євген іван ігор максим микола михайло олег олександр олексій павло петро роман сергій тарас юрій
"""
WOMEN = """
agata agnieszka aldona aleksandra alicja alina amelia aneta anita anna antonina barbara beata bernadetta bogumiła bogusława bożena
brygida cecylia celina czesława dagmara danuta daria diana dominika dorota edyta eleonora eliza elżbieta emilia ewa ewelina
felicja gabriela genowefa grażyna halina hanna helena henryka honorata iga ilona irena irmina iwona izabela jadwiga jagoda janina
joanna jolanta józefa julia julianna justyna kamila karolina katarzyna kazimiera kinga klara klaudia krystyna laura lena leokadia
lidia liliana lucyna ludwika łucja magdalena maja malwina małgorzata marcelina maria marianna mariola marlena marta martyna
marzena matylda michalina milena mirosława monika nadia natalia nikola nina olga oliwia otylia patrycja paulina regina renata
roksana róża rozalia sabina sandra sylwia stanisława stefania teresa urszula wanda weronika wiesława wiktoria wioletta władysława
zofia zuzanna żaneta iryna oksana ołena natalija switłana tetiana ludmyła kateryna julija анна ірина катерина людмила марія
наталія оксана олена ольга світлана тетяна юлія
"""
SHORT = """
ania anię ani asia basia basię beatka bartek czesiek darek gosia gosię hania jasiek jola jolę jurek jureczek kasia kasię kasi
krysia krzysiek kuba kuby magda magdę magdy małgosia marysia michałek ola olę oli paulinka piotrek romek staszek tomek tomka
wojtek wojtka zbyszek zosia zosię
"""


SOFT = {"r": "rze", "t": "cie", "d": "dzie", "k": "ce", "g": "dze", "ł": "le"}


def _of_a_man(name: str) -> set[str]:
    """Jan, Jana, Janowi, Janem, Janie; Marek, Marka; Antoni, Antoniego."""
    if name.endswith(("i", "y")):
        stem = name[:-1] + ("i" if name.endswith("i") else "")
        return {name, stem + "ego", stem + "emu", name + "m"}
    stem = name[:-2] + name[-1] if name.endswith(("ek", "eł", "ec")) else name
    soft = stem[:-1] + {"r": "rze", "ł": "le", "t": "cie", "d": "dzie"}.get(stem[-1], stem[-1] + "ie")
    return {name, *(stem + ending for ending in ("a", "owi", "em", "iem", "u")), soft}


def _of_a_woman(name: str) -> set[str]:
    """Anna, Anny, Annie, Annę, Anną, Anno."""
    stem = name[:-1]
    soft = {last: stem[:-1] + end for last, end in SOFT.items()}
    ends = ("ę", "ą", "o", "y", "i")
    return {name, *(stem + ending for ending in ends), soft.get(stem[-1], stem + "ie"), stem}


USUAL_WORDS = {"maj", "ew", "agat", "ann", "mari", "poli", "diament", "rom", "leon", "róże", "róży", "klar", "lauru", "oli", "niny"}
OF_MEN = {form for name in MEN.split() for form in _of_a_man(name)}
OF_WOMEN = {form for name in WOMEN.split() for form in _of_a_woman(name)}
FIRST_NAMES = frozenset((OF_MEN | OF_WOMEN | set(SHORT.split())) - USUAL_WORDS)
