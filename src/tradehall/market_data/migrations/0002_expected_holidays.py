"""Enter the holidays that are expected beyond the last year that exchange-calendars knows, marked provisional."""

from django.db import migrations

EXPECTED = {
    "New Year 元旦": [20270101],
    "Spring Festival 春节": [20270205, 20270208, 20270209, 20270210, 20270211, 20270212],
    "Tomb-Sweeping Day 清明节": [20270405],
    "Labour Day 劳动节": [20270503, 20270504, 20270505],
    "Dragon Boat Festival 端午节": [20270609],
    "Mid-Autumn Festival 中秋节": [20270915],
    "National Day 国庆节": [20271001, 20271004, 20271005, 20271006, 20271007],
}


def enter(apps, schema_editor):
    override = apps.get_model("market_data", "CalendarOverride")
    override.objects.bulk_create(
        [
            override(date=date, is_session=False, provisional=True, name=name)
            for name, dates in EXPECTED.items()
            for date in dates
        ],
        ignore_conflicts=True,
    )


def remove(apps, schema_editor):
    dates = [date for group in EXPECTED.values() for date in group]
    apps.get_model("market_data", "CalendarOverride").objects.filter(date__in=dates, provisional=True).delete()


class Migration(migrations.Migration):
    dependencies = [("market_data", "0001_initial")]
    operations = [migrations.RunPython(enter, remove)]
