import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Treatment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="ProtocolEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "label",
                    models.CharField(help_text="As in CODE@EDITION, for example 2026.1.", max_length=32),
                ),
                ("name", models.JSONField(help_text="The treatment's name for patients and staff.")),
                (
                    "usual_answers",
                    models.JSONField(default=dict, help_text="Healthy answers the worked cases start from."),
                ),
                (
                    "rules_hash",
                    models.CharField(help_text="SHA-256 of all that a decision depends on.", max_length=64),
                ),
                ("wording_hash", models.CharField(help_text="SHA-256 of every text.", max_length=64)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("shipped", "Came with the software"),
                            ("file", "Imported from a file"),
                            ("person", "Drafted by a person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "treatment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="treatments.treatment",
                    ),
                ),
            ],
            options={
                "ordering": ["treatment", "-created_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("treatment", "label"), name="edition_label_once_per_treatment"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("label", ""), _negated=True), name="edition_has_a_label"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("created_by__isnull", False),
                            ("origin__in", ["shipped", "file"]),
                            _connector="OR",
                        ),
                        name="edition_created_by_a_person_or_from_a_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MedicineClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("name", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="medicine_classes",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "medicine classes",
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="medicineclass_code_once_per_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Medicine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=100)),
                (
                    "medicine_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="medicines",
                        to="treatments.medicineclass",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "name"), name="medicine_name_once_per_edition")
                ],
            },
        ),
        migrations.CreateModel(
            name="Indication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("name", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="indication_code_once_per_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GuidePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("title", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="guidepart_code_once_per_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DepthRange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("areas", models.JSONField(blank=True, default=list)),
                ("usual_from_mm", models.FloatField()),
                ("usual_to_mm", models.FloatField()),
                ("warn_above_mm", models.FloatField()),
                ("basis", models.JSONField(blank=True, default=list)),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "position"), name="depth_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("usual_from_mm__gt", 0),
                            ("usual_to_mm__gte", models.F("usual_from_mm")),
                            ("warn_above_mm__gte", models.F("usual_to_mm")),
                        ),
                        name="depths_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contraindication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                (
                    "effects",
                    models.JSONField(
                        blank=True, default=list, help_text="Of stop, defer, review, note, strongest first."
                    ),
                ),
                (
                    "clears",
                    models.JSONField(
                        blank=True, default=dict, help_text="What ends a deferral that has no date."
                    ),
                ),
                (
                    "basis",
                    models.JSONField(blank=True, default=list, help_text="Statements and bases it rests on."),
                ),
                ("staff", models.JSONField(help_text="The sentence clinicians read.")),
                ("patient", models.JSONField(help_text="The sentence a patient may read.")),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="contraindication_code_once_per_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CareInstruction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("phase", models.CharField(choices=[("before", "Before"), ("after", "After")], max_length=6)),
                (
                    "from_days",
                    models.PositiveSmallIntegerField(blank=True, help_text="Empty: any time.", null=True),
                ),
                (
                    "until_days",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Empty: the day itself.", null=True
                    ),
                ),
                ("from_hours", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "to_hours",
                    models.PositiveSmallIntegerField(blank=True, help_text="Empty: from then on.", null=True),
                ),
                (
                    "serves",
                    models.JSONField(
                        blank=True, default=list, help_text="Contraindications it helps to avoid."
                    ),
                ),
                (
                    "at_check_in",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wait", "The rule's wait starts"),
                            ("note", "Noted"),
                            ("ask", "Asked"),
                            ("rescreen", "Screened again"),
                            ("none", "Not asked"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "when_ordered",
                    models.BooleanField(default=False, help_text="Only if the dermatologist ordered it."),
                ),
                ("basis", models.JSONField(blank=True, default=list)),
                ("text", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="careinstruction_code_once_per_edition"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("from_hours", None), ("phase", "before"), ("to_hours", None)),
                            models.Q(("from_days", None), ("phase", "after"), ("until_days", None)),
                            _connector="OR",
                        ),
                        name="instruction_days_before_hours_after",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Basis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("name", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bases",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "bases",
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "code"), name="basis_code_once_per_edition")
                ],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("name", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "code"), name="area_code_once_per_edition")
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("published_at", models.DateTimeField()),
                ("at_installation", models.BooleanField(default=False)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication",
                        to="treatments.protocoledition",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "treatment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="treatments.treatment",
                    ),
                ),
            ],
            options={
                "ordering": ["treatment", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("treatment", "number"), name="publication_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("at_installation", False), ("published_by__isnull", False)),
                            models.Q(("at_installation", True), ("published_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="publication_by_a_person_or_at_installation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("yesno", "Yesno"),
                            ("choice", "Choice"),
                            ("areas", "Areas"),
                            ("number", "Number"),
                            ("text", "Text"),
                            ("text_list", "Text List"),
                            ("when", "When"),
                        ],
                        max_length=10,
                    ),
                ),
                ("required", models.BooleanField(default=True)),
                ("not_sure", models.BooleanField(default=False, help_text="'I am not sure' is an answer.")),
                ("never", models.BooleanField(default=False, help_text="'Never' is an answer (dates only).")),
                (
                    "unit",
                    models.CharField(blank=True, help_text="Of a number: percent or months.", max_length=10),
                ),
                (
                    "shelf_life_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Asked again after so many days; 0: on the day of each session.",
                        null=True,
                    ),
                ),
                (
                    "record_only",
                    models.BooleanField(default=False, help_text="Kept for the record, no rule reads it."),
                ),
                ("label", models.JSONField(help_text="Two or three words for lists and the summary.")),
                ("text", models.JSONField(help_text="The question to the patient.")),
                ("hint", models.JSONField(blank=True, default=dict)),
                ("why", models.JSONField(blank=True, default=dict, help_text="Why we ask this.")),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="question_code_once_per_edition"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("type", "when"), ("never", False), _connector="OR"),
                        name="question_never_only_of_a_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CriterionGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "contraindication",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="groups",
                        to="treatments.contraindication",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked_when",
                        to="treatments.question",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contraindication__isnull", False), ("question__isnull", True)),
                            models.Q(("contraindication__isnull", True), ("question__isnull", False)),
                            _connector="OR",
                        ),
                        name="group_of_a_question_or_a_contraindication",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "operator",
                    models.CharField(
                        choices=[
                            ("is", "is"),
                            ("is_date", "is_date"),
                            ("within_days", "within_days"),
                            ("within_months", "within_months"),
                            ("under", "under"),
                            ("over", "over"),
                            ("age_under", "age_under"),
                            ("age_between", "age_between"),
                            ("sooner_than_schedule", "sooner_than_schedule"),
                            ("later_than_schedule", "later_than_schedule"),
                            ("medicine_class", "medicine_class"),
                            ("medicine_unrecognised", "medicine_unrecognised"),
                            ("medicine_contradicts", "medicine_contradicts"),
                            ("indication", "indication"),
                            ("areas_include", "areas_include"),
                            ("overlaps_requested", "overlaps_requested"),
                            ("outside_requested", "outside_requested"),
                        ],
                        max_length=24,
                    ),
                ),
                ("values", models.JSONField(blank=True, default=list)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="treatments.criteriongroup",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="treatments.question",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "operator__in",
                                (
                                    "is",
                                    "is_date",
                                    "within_days",
                                    "within_months",
                                    "under",
                                    "over",
                                    "age_under",
                                    "age_between",
                                    "sooner_than_schedule",
                                    "later_than_schedule",
                                    "medicine_class",
                                    "medicine_unrecognised",
                                    "medicine_contradicts",
                                    "indication",
                                    "areas_include",
                                    "overlaps_requested",
                                    "outside_requested",
                                ),
                            )
                        ),
                        name="criterion_operator_is_known",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="contraindication",
            name="area_question",
            field=models.ForeignKey(
                blank=True,
                help_text="Counts only in the areas answered there.",
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="treatments.question",
            ),
        ),
        migrations.CreateModel(
            name="Contradiction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("classes", models.JSONField(blank=True, default=list)),
                ("values", models.JSONField(blank=True, default=list)),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="treatments.question",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "position"), name="contradiction_place_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("title", models.JSONField()),
                ("asks_all", models.BooleanField(default=False)),
                (
                    "questions",
                    models.JSONField(
                        blank=True, default=list, help_text="Codes of the questions asked, unless all are."
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="questionnaire_code_once_per_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionOption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("text", models.JSONField()),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="treatments.question",
                    ),
                ),
            ],
            options={
                "ordering": ["question", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("question", "code"), name="option_code_once_per_question")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("text", models.TextField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="reference_code_once_per_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Retirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("retired_at", models.DateTimeField()),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retirement",
                        to="treatments.publication",
                    ),
                ),
                (
                    "retired_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-retired_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("title", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "code"), name="section_code_once_per_edition")
                ],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="questions",
                to="treatments.section",
            ),
        ),
        migrations.CreateModel(
            name="SessionSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("indications", models.JSONField(blank=True, default=list)),
                ("sessions_from", models.PositiveSmallIntegerField()),
                ("sessions_to", models.PositiveSmallIntegerField()),
                ("shortest_days", models.PositiveSmallIntegerField()),
                ("longest_days", models.PositiveSmallIntegerField()),
                ("maintenance", models.JSONField(blank=True, default=dict)),
                ("maintenance_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("basis", models.JSONField(blank=True, default=list)),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "position"), name="schedule_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sessions_from__gte", 1), ("sessions_to__gte", models.F("sessions_from"))
                        ),
                        name="schedule_sessions_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("longest_days__gte", models.F("shortest_days")), ("shortest_days__gte", 1)
                        ),
                        name="schedule_days_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("says", models.TextField()),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("used", "A rule, question, schedule or instruction rests on it"),
                            ("shown", "The guide says it"),
                            ("not_shown", "Kept from patients, with the reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="statement_code_once_per_edition"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("use", "not_shown"), ("why", ""), _negated=True),
                        name="statement_not_shown_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningSign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("expected", "Expected"),
                            ("call", "Call"),
                            ("urgent", "Urgent"),
                            ("late", "Late"),
                        ],
                        max_length=10,
                    ),
                ),
                ("basis", models.JSONField(blank=True, default=list)),
                ("text", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="warningsign_code_once_per_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WordingReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wording_hash", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=8)),
                (
                    "reviewer",
                    models.CharField(help_text="The person's name, as shown to readers.", max_length=150),
                ),
                ("reviewed_at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wording_reviews",
                        to="treatments.protocoledition",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-reviewed_at", "-id"],
                "indexes": [models.Index(fields=["wording_hash", "language"], name="review_by_wording")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", ""), _negated=True), name="wording_reviewer_is_named"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkedCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("about", models.TextField(blank=True)),
                (
                    "context",
                    models.JSONField(help_text="The visit: days, indication, areas, earlier sessions."),
                ),
                (
                    "answers",
                    models.JSONField(
                        default=dict, help_text="What differs from the usual answers; null: blank."
                    ),
                ),
                ("expect", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="treatments.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="workedcase_code_once_per_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GuideSentence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("basis", models.JSONField(blank=True, default=list)),
                ("text", models.JSONField()),
                (
                    "part",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sentences",
                        to="treatments.guidepart",
                    ),
                ),
            ],
            options={
                "ordering": ["part", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("part", "position"), name="guide_sentence_place_once")
                ],
            },
        ),
    ]
