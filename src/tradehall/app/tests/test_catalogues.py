"""Both languages are complete, and catalogues compile without gettext tools."""

import gettext
import re
import shutil

import polib
import pytest
from django.conf import settings

from tradehall.app.catalogue_scan import messages
from tradehall.app.catalogues import compile_stale
from tradehall.app.settings.base import SOURCE_DIR

CATALOGUES = SOURCE_DIR / "app/locale"
_PLACE = re.compile(r"%\(\w+\)s")
_TAG = re.compile(r"</?\w+>")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(CATALOGUES / language / "LC_MESSAGES/django.po"))


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_catalogue_holds_exactly_the_messages_in_use(language):
    used, kept = set(messages(SOURCE_DIR)), {entry.msgid for entry in catalogue(language)}
    assert sorted(used - kept) == []
    assert sorted(kept - used) == []


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_every_message_is_translated_with_its_places_and_tags(language):
    for entry in catalogue(language):
        assert entry.msgstr, entry.msgid
        assert not entry.fuzzy, entry.msgid
        assert sorted(_PLACE.findall(entry.msgstr)) == sorted(_PLACE.findall(entry.msgid)), entry.msgid
        assert sorted(_TAG.findall(entry.msgstr)) == sorted(_TAG.findall(entry.msgid)), entry.msgid


def test_chinese_is_chinese():
    latin = [entry.msgid for entry in catalogue("zh_Hans") if not re.search(r"[\u4e00-\u9fff]", entry.msgstr)]
    assert latin == ["Listed open-ended fund", "REIT"]


def test_languages_of_the_site_have_catalogues():
    assert [code for code, _name in settings.LANGUAGES] == ["zh-hans", "en"]


def test_stale_catalogue_is_compiled_once(tmp_path):
    shutil.copytree(CATALOGUES, tmp_path / "locale", ignore=shutil.ignore_patterns("*.mo"))
    written = compile_stale([tmp_path / "locale"])
    assert sorted(path.parts[-3] for path in written) == ["en", "zh_Hans"]
    assert compile_stale([tmp_path / "locale"]) == []
    with (tmp_path / "locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Sign in") == "登录"
