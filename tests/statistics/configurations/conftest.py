"""Published data sets, as the R package QCA hands them on.

Values as in the folder ``data`` of https://github.com/dusadrian/QCA (LR.tab.gz, LC.rda,
LF.rda, d.represent.tab.gz, d.jobsecurity.tab.gz, CVF.tab.gz). Its manual names the sources:

- Lipset's European democracies between the wars: raw, crisp (Rihoux and De Meur 2009)
  and fuzzy (Ragin 2009), both in Rihoux and Ragin (eds.), *Configurational Comparative
  Methods*, Sage. DOI 10.4135/9781452226569
- Women in parliaments: Krook 2010, *Political Studies* 58(5)
- Job security regulations: Emmenegger 2011, *European Journal of Political Research* 50(3)
- Ethnic protest: Cebotari and Vink 2013, DOI 10.1177/0020715213508567
"""

import io

import pandas as pd
import pytest

LIPSET_RAW = """
   DEV URB LIT IND STB SURV
AU 720 33.4 98 33.4 10 -9
BE 1098 60.5 94.4 48.9 4 10
CZ 586 69 95.9 37.4 6 7
EE 468 28.5 95 14 6 -6
FI 590 22 99.1 22 9 4
FR 983 21.2 96.2 34.8 5 10
DE 795 56.5 98 40.4 11 -9
GR 390 31.1 59.2 28.1 10 -8
HU 424 36.3 85 21.6 13 -1
IE 662 25 95 14.5 5 8
IT 517 31.4 72.1 29.6 9 -9
NL 1008 78.8 99.9 39.3 2 10
PL 350 37 76.9 11.2 21 -6
PT 320 15.3 38 23.1 19 -9
RO 331 21.9 61.8 12.2 7 -4
ES 367 43 55.6 25.5 12 -8
SE 897 34 99.9 32.3 6 10
UK 1038 74 99.9 49.9 4 10
"""

LIPSET_CRISP = """
   DEV URB LIT IND STB SURV
AU 1 0 1 1 0 0
BE 1 1 1 1 1 1
CZ 1 1 1 1 1 1
EE 0 0 1 0 1 0
FI 1 0 1 0 1 1
FR 1 0 1 1 1 1
DE 1 1 1 1 0 0
GR 0 0 0 0 0 0
HU 0 0 1 0 0 0
IE 1 0 1 0 1 1
IT 0 0 0 0 1 0
NL 1 1 1 1 1 1
PL 0 0 1 0 0 0
PT 0 0 0 0 0 0
RO 0 0 0 0 1 0
ES 0 0 0 0 0 0
SE 1 0 1 1 1 1
UK 1 1 1 1 1 1
"""

LIPSET_FUZZY = """
   DEV URB LIT IND STB SURV
AU 0.81 0.12 0.99 0.73 0.43 0.05
BE 0.99 0.89 0.98 1.00 0.98 0.95
CZ 0.58 0.98 0.98 0.90 0.91 0.89
EE 0.16 0.07 0.98 0.01 0.91 0.12
FI 0.58 0.03 0.99 0.08 0.58 0.77
FR 0.98 0.03 0.99 0.81 0.95 0.95
DE 0.89 0.79 0.99 0.96 0.31 0.05
GR 0.04 0.09 0.13 0.36 0.43 0.06
HU 0.07 0.16 0.88 0.07 0.13 0.42
IE 0.72 0.05 0.98 0.01 0.95 0.92
IT 0.34 0.10 0.41 0.47 0.58 0.05
NL 0.98 1.00 0.99 0.94 0.99 0.95
PL 0.02 0.17 0.59 0.00 0.00 0.12
PT 0.01 0.02 0.01 0.11 0.01 0.05
RO 0.01 0.03 0.17 0.00 0.84 0.21
ES 0.03 0.30 0.09 0.21 0.20 0.06
SE 0.95 0.13 0.99 0.67 0.91 0.95
UK 0.98 0.99 0.99 1.00 0.98 0.95
"""

WOMEN = """
   ES QU WS WM LP WNP
SE 1 1 1 0 0 1
FI 1 0 1 0 0 1
NO 1 1 1 1 1 1
DK 1 0 1 1 1 1
NL 1 1 0 1 1 1
ES 1 1 0 1 0 1
BE 1 1 0 1 1 1
AT 1 1 0 0 1 1
NZ 0 0 0 1 1 1
IS 1 1 1 1 1 1
DE 0 1 0 1 1 1
CH 1 1 0 0 0 0
AU 0 1 0 1 0 0
LU 1 0 0 0 1 0
PT 1 1 0 0 0 0
CA 0 0 0 1 0 0
GB 0 1 0 1 0 0
FR 0 1 0 1 0 0
IT 0 1 0 0 0 0
US 0 0 0 1 0 0
GR 1 1 0 0 0 0
IE 0 1 0 1 0 0
"""

JOB_SECURITY = """
   S C L R P V JSR
AU 0.00 0.00 0.57 0.20 0.00 1.00 0.14
AT 0.67 1.00 0.57 1.00 0.80 0.67 0.71
BE 1.00 0.67 0.43 1.00 1.00 0.67 0.57
CA 0.00 0.00 0.14 0.20 0.00 1.00 0.14
DK 0.00 0.67 0.86 0.40 0.40 0.00 0.29
FI 0.67 1.00 0.71 0.40 0.40 0.00 0.43
FR 1.00 0.33 0.43 1.00 0.20 0.33 0.71
DE 1.00 1.00 0.43 0.60 0.80 1.00 0.86
IE 0.33 0.00 0.14 1.00 0.40 0.00 0.29
IT 1.00 0.33 0.57 1.00 1.00 0.33 0.86
NL 0.00 0.67 0.29 0.20 1.00 0.67 0.71
NZ 0.67 0.00 0.29 0.00 0.00 0.00 0.14
NO 0.00 1.00 1.00 0.40 0.60 0.00 0.86
PT 1.00 0.00 0.43 1.00 0.20 0.00 1.00
ES 1.00 0.00 0.71 1.00 0.60 0.67 1.00
SE 0.00 1.00 1.00 0.40 0.20 0.33 0.86
CH 0.00 0.67 0.14 0.20 0.80 1.00 0.29
GB 1.00 0.00 0.29 0.00 0.00 0.00 0.14
US 0.00 0.00 0.00 0.00 0.00 1.00 0.00
"""

PROTEST = """
                   DEMOC ETHFRACT GEOCON POLDIS NATPRIDE PROTEST
GreeksAlbania      0.41 0.08 0.95 0.88 0.77 0.47
LezginsAzerbaijan  0.06 0.14 0.35 0.05 0.88 0.7
RussiansAzerbaijan 0.06 0.14 0.35 0.24 0.91 0.03
PolesBelarus       0.1 0.32 0.78 0.37 0.8 0.03
RussiansBelarus    0.1 0.32 0.35 0.05 0.6 0.03
CroatsBosnia       0.13 0.86 0.78 0.05 0.66 0.27
MuslimsBosnia      0.13 0.86 0.78 0.05 0.96 0.15
SerbsBosnia        0.13 0.86 0.78 0.05 0.87 0.44
TurksBulgaria      0.87 0.23 0.78 0.05 0.7 0.47
RomaBulgaria       0.87 0.23 0.05 0.95 0.83 0.36
RussiansEstonia    0.82 0.54 0.78 0.8 0.54 0.79
RussiansGeorgia    0.35 0.49 0.35 0.11 0.93 0.33
SardiniansItaly    0.96 0.06 0.95 0.05 0.86 0.02
SouthTyrolians     0.96 0.06 0.95 0.05 0.75 0.36
RussiansLatvia     0.88 0.72 0.35 0.92 0.29 0.85
AlbaniansFYROM     0.56 0.59 0.95 0.58 0.25 0.85
SerbsFYROM         0.56 0.59 0.78 0.05 0.87 0.57
RomaFYROM          0.56 0.59 0.35 0.69 0.95 0.09
GagauzMoldova      0.49 0.54 0.95 0.65 0.6 0.73
SlavsMoldova       0.49 0.54 0.35 0.05 0.51 0.56
HungariansRom      0.7 0.23 0.95 0.83 0.62 0.59
BasquesSpain       0.96 0.51 0.95 0.05 0.38 0.93
CatalansSpain      0.96 0.51 0.95 0.05 0.86 0.56
CatholicsNIreland  0.96 0.26 0.95 0.58 0.75 0.89
ScotsUK            0.96 0.26 0.95 0.05 0.88 0.36
CrimRussiansUkr    0.49 0.39 0.95 0.05 0.06 0.89
RussiansUkraine    0.49 0.39 0.95 0.05 0.34 0.52
HungariansYugo     0.12 0.95 0.95 0.95 0.43 0.85
KosovoAlbanians    0.12 0.95 0.95 0.92 0.41 0.98
"""


def read(text):
    return pd.read_csv(io.StringIO(text), sep=r"\s+", index_col=0)


def with_index(text):
    """Read a table whose header has no name for the first column."""
    return read("case " + text.strip())


@pytest.fixture(scope="session")
def lipset_raw():
    return with_index(LIPSET_RAW)


@pytest.fixture(scope="session")
def lipset_crisp():
    return with_index(LIPSET_CRISP)


@pytest.fixture(scope="session")
def lipset_fuzzy():
    return with_index(LIPSET_FUZZY)


@pytest.fixture(scope="session")
def women():
    return with_index(WOMEN)


@pytest.fixture(scope="session")
def job_security():
    return with_index(JOB_SECURITY)


@pytest.fixture(scope="session")
def protest():
    return with_index(PROTEST)
