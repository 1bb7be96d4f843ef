"""A book of a few pages, built by Sphinx with the book's own extension."""

import io
import re
import warnings

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

OTHER = "yongkang-households-registered-1982"
OPEN = "yongkang-firms-2006"

FRONT = """---
abstract: What the county “tolerated” & why.
keywords: [red hat, land]
---
"""
CHAPTER = f"""{FRONT}
# A chapter

In 2006 there were {{fact}}`{OPEN}`, and {{fact}}`{OPEN} | bare` again.
Before, {{fact}}`{OTHER}` were registered, under {{zh}}`red hats <hong-maozi>`
or as {{zh-first}}`getihu`. Inline $x^2 < y$ stands here.

$$
p = \\frac{{a}}{{b}}
$$ (share)

See {{eq}}`share`.

<a href="evidence:claims/zhejiang-clusters-doubled">A claim</a> that code printed,
<a href="page:reference/data">a page</a>
and <a href="page:cases/none">a page to come</a>.

## A section
"""
DATA = """# Data

```{evidence-table} observations
```

```{evidence-table} units
```
"""
GLOSSARY = """# Glossary

```{glossary-list}
```
"""

# The head of a page with code.
KERNEL = """---
kernelspec:
  name: python3
  display_name: Python 3
jupytext:
  text_representation:
    extension: .md
    format_name: myst
---
"""


def build(folder, pages, builder="html"):
    """Build pages in a folder; return the application and its warnings."""
    source = folder / "source"
    for name, text in pages.items():
        page = source / f"{name}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    options = {
        "extensions": ["myst_nb", "industrial_clusters.publishing.extension"],
        "myst_enable_extensions": ["dollarmath"],
        "html_math_renderer": "mathml",
        "html_theme": "basic",
        "nb_execution_mode": "off",
    }
    warned = io.StringIO()
    # What one application registers with docutils, the next would find registered.
    with warnings.catch_warnings(), docutils_namespace():
        # What the extensions of others warn of is for the build's own log.
        warnings.simplefilter("ignore")
        folders = (source, None, folder / builder, folder / "doctrees")
        app = Sphinx(*folders, builder, options, status=None, warning=warned)
        app.build()
    return app, re.sub(r"\x1b\[[\d;]*m", "", warned.getvalue())
