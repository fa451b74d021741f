package io.chengdan.kernel.definition;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field of a form. Rules are expressions over the record ({@code "true"} for always); see {@code docs/expressions.md}.
 *
 * @param uid lasting identity, also part of the column's name; survives a change of the key
 * @param key the name in the API and in expressions
 * @param required true, or required while this holds
 * @param unique no two records may have the same value, blanks apart
 * @param normalize how a value is made comparable for uniqueness: company_name, code or phone
 * @param visible shown, and so asked for, only while this holds; a value once given stays
 * @param readonly not to be changed by people while this holds
 * @param defaultValue the value of a new record that does not give one
 * @param fill the value taken over when one of its inputs is chosen and this field is blank
 * @param derived computed by the system beside the record; nobody writes it
 * @param sensitive a change waits for a second person (H2)
 * @param fourEyesWhen from when on it waits
 * @param commercial says something about prices or margins
 */
public record Field(
        String uid,
        String key,
        FieldType type,
        Text label,
        @Nullable Text help,
        @Nullable String required,
        boolean unique,
        @Nullable String normalize,
        @Nullable String visible,
        @Nullable String readonly,
        @Nullable String defaultValue,
        @Nullable String fill,
        boolean derived,
        boolean sensitive,
        @Nullable String fourEyesWhen,
        boolean commercial,
        boolean system) {

    /** A field of the system, present on every form, never listed among its fields. */
    static Field system(String key, FieldType type, Text label, boolean derived) {
        return new Field(
                key, key, type, label, null, null, false, null, null, null, null, null, derived, false, null, false,
                true);
    }

    /** The same field holding something else. */
    public Field withType(FieldType other) {
        return new Field(
                uid,
                key,
                other,
                label,
                help,
                required,
                unique,
                normalize,
                visible,
                readonly,
                defaultValue,
                fill,
                derived,
                sensitive,
                fourEyesWhen,
                commercial,
                system);
    }

    /** The type of the value: for a formula the type of its result, otherwise the type itself. */
    public FieldType valueType() {
        return type instanceof FieldType.Formula formula ? formula.result() : type;
    }

    /** Whether the value is kept beside the record and computed by the system: roll-ups and derived fields. */
    public boolean isDerived() {
        return derived || type instanceof FieldType.Rollup;
    }

    /** Whether the system computes the value, so that nobody may send it. */
    public boolean isComputed() {
        return isDerived() || type instanceof FieldType.Formula || type instanceof FieldType.AutoNumber;
    }

    public Optional<FieldType.Reference> reference() {
        return type instanceof FieldType.Reference reference ? Optional.of(reference) : Optional.empty();
    }
}
