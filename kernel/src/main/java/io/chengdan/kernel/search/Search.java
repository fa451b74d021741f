package io.chengdan.kernel.search;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.val;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordView;
import io.chengdan.kernel.schema.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Finds records by words in fields that the searcher may read, among records the searcher may see. First those with a field that is
 * the word, then those whose name begins with it, those whose name holds it, and all others, fields that begin with it first; among
 * equals one's own first, then the latest.
 */
public final class Search {

    /** The most hits of one search. */
    public static final int MOST = 100;

    private static final int MOST_WORDS = 5;
    private static final int LONGEST_WORD = 50;
    /** So many hits of one kind are put into order; of more, any. */
    private static final int ORDERED = 300;
    /** From so many hits on, it is better to begin with the few records of somebody who sees few. */
    private static final int BROAD = 2_000;

    private final DSLContext db;
    private final RecordReader reader;

    public Search(DSLContext db, RecordReader reader) {
        this.db = db;
        this.reader = reader;
    }

    /**
     * A record found.
     *
     * @param title the record's name, of a long one the beginning; null where the searcher may not see it
     * @param about the first record it refers to, such as a contact's customer, as far as the searcher sees its title
     * @param field where the word stands, of several words the rarest
     * @param text the value of that field, of a long one the part around the word
     * @param marks where words stand in the text, in order
     */
    public record Hit(
            UUID id,
            String form,
            @Nullable String title,
            @Nullable String about,
            String field,
            Text label,
            String text,
            List<Mark> marks) {}

    /** Hits of one kind: that have all the tokens, in names alone or anywhere. */
    private record Tier(Set<String> tokens, boolean names) {}

    private record Found(UUID id, String form, String field) {}

    private record Entry(
            String form,
            UUID record,
            String field,
            String value,
            @Nullable UUID owner,
            Instant updatedAt) {}

    /**
     * @param text one or more words of two characters and more, all of which must be found in the record
     * @param form only records of this form; null for all
     * @param limit 1 to {@link #MOST}
     * @throws Problem.Malformed where there is no such word, or too many, or the limit is out of bounds
     * @throws Problem.NotFound where the form does not exist for the searcher
     */
    public List<Hit> find(AccessPlan plan, String text, @Nullable String form, int limit) {
        var words = rarestFirst(words(text));
        if (limit < 1 || limit > MOST) {
            throw new Problem.Malformed(
                    "bad_query", new Text("limit 要在 1 到 " + MOST + " 之间。", "limit lies between 1 and " + MOST + "."));
        }
        var forms = new LinkedHashMap<String, FormAccess>();
        for (var access : form == null ? plan.forms().values() : List.of(plan.form(form))) {
            if (!readable(access).isEmpty()) {
                forms.put(access.form().uid(), access);
            }
        }
        if (forms.isEmpty()) {
            return List.of();
        }
        var found = new LinkedHashMap<UUID, Found>();
        for (var tier : tiers(words.getFirst())) {
            if (found.size() < limit) {
                hits(plan, forms, tier, words, limit).forEach(hit -> found.putIfAbsent(hit.id(), hit));
            }
        }
        return shown(plan, forms, found.values().stream().limit(limit).toList(), words);
    }

    private static List<String> words(String text) {
        var words = Arrays.stream(text.strip().split("\\s+", -1))
                .map(Tokens::normal)
                .filter(word -> word.codePointCount(0, word.length()) >= 2)
                .distinct()
                .toList();
        if (words.isEmpty()) {
            throw new Problem.Malformed("bad_query", new Text("请输入至少两个字。", "Type at least two characters."));
        }
        if (words.size() > MOST_WORDS || words.stream().anyMatch(word -> word.length() > LONGEST_WORD)) {
            throw new Problem.Malformed(
                    "bad_query",
                    new Text(
                            "搜索词太多或太长：最多 5 个词，每个不超过 50 字。",
                            "Too much to search for: at most 5 words of 50 characters."));
        }
        return words;
    }

    /** The searched fields that may be read on some rows at least. */
    private static List<Field> readable(FormAccess access) {
        return SearchIndex.searched(access.form()).stream()
                .filter(field -> access.ever().mayRead(field.key()))
                .toList();
    }

    /** What makes a hit the word itself, a name beginning with it, a name holding it, or any. */
    private static List<Tier> tiers(String word) {
        var within = Tokens.within(word);
        var beginning = new LinkedHashSet<>(within);
        beginning.add(Tokens.beginning(word));
        return List.of(
                new Tier(Set.of(Tokens.whole(word)), false),
                new Tier(beginning, true),
                new Tier(within, true),
                new Tier(within, false));
    }

    private List<Found> hits(AccessPlan plan, Map<String, FormAccess> forms, Tier tier, List<String> words, int limit) {
        var found = new ArrayList<Entry>();
        var sights = new LinkedHashMap<Boolean, List<FormAccess>>();
        boolean broad = isBroad(tier.tokens());
        forms.values()
                .forEach(access -> sights.computeIfAbsent(broad && reader.seesFew(plan, access), _ -> new ArrayList<>())
                        .add(access));
        sights.forEach((few, among) -> found.addAll(entries(plan, among, few, tier, words)));
        var me = plan.person().id();
        var word = words.getFirst();
        return found.stream()
                .filter(entry -> Tokens.holds(word, entry.value()))
                .sorted(Comparator.<Entry, Boolean>comparing(entry -> !begins(entry.value(), word))
                        .thenComparing(entry -> !me.equals(entry.owner()))
                        .thenComparing(Entry::updatedAt, Comparator.reverseOrder()))
                .map(entry -> new Found(entry.record(), entry.form(), entry.field()))
                .limit(limit)
                .toList();
    }

    private static boolean begins(String value, String word) {
        return Tokens.places(word, value).getFirst().start() == 0;
    }

    /** The search goes by the first word, so that of "有限公司 2088" it goes by the number. */
    private List<String> rarestFirst(List<String> words) {
        if (words.size() == 1) {
            return words;
        }
        var counts = new HashMap<String, Integer>();
        words.forEach(word -> counts.put(word, count(Tokens.within(word))));
        return words.stream().sorted(Comparator.comparing(counts::get)).toList();
    }

    private boolean isBroad(Set<String> tokens) {
        return count(tokens) == BROAD;
    }

    /** How often the tokens stand in the index, counted to {@link #BROAD}. */
    private int count(Set<String> tokens) {
        return db.fetchCount(DSL.select(DSL.inline(1))
                .from("kernel.search")
                .where("tokens @> {0}::text[]", array(tokens))
                .limit(BROAD));
    }

    /** What the index has under the tokens; of somebody who sees few, by those few where the tokens are everywhere. */
    private List<Entry> entries(AccessPlan plan, List<FormAccess> forms, boolean few, Tier tier, List<String> words) {
        var record = field(name("s", "record"), Storage.ID);
        var fields = new ArrayList<String>();
        var names = new ArrayList<String>();
        Condition sight = DSL.falseCondition();
        for (var access : forms) {
            var form = access.form();
            for (var field : readable(access)) {
                fields.add(field.uid());
                if (isName(form, field)) {
                    names.add(field.uid());
                }
            }
            sight = sight.or(DSL.condition(
                    "(case when s.form = {0} then {1} else false end)",
                    val(form.uid()), reader.among(plan, form.key(), access.rows(), record, few)));
        }
        var others = words.subList(1, words.size()).stream()
                .map(word -> also(plan, forms, few, word, fields))
                .reduce(granted(plan, forms, "s", few), Condition::and);
        return db.fetch("""
                        select s.form, s.record, s.field, s.value, s.owner, s.updated_at from kernel.search s
                        where s.tokens @> {0}::text[] and s.field = any({1}::text[]) and ({2}) and ({3}) limit {4}
                        """, array(tier.tokens()), array(tier.names() ? names : fields), others, sight, val(ORDERED))
                .map(row -> new Entry(
                        row.get(0, String.class),
                        row.get(1, UUID.class),
                        row.get(2, String.class),
                        row.get(3, String.class),
                        row.get(4, UUID.class),
                        row.get(5, Instant.class)));
    }

    /** A field that may be read on some rows only is read on this one. */
    private Condition granted(AccessPlan plan, List<FormAccess> forms, String alias, boolean few) {
        var record = field(name(alias, "record"), Storage.ID);
        var uid = field(name(alias, "field"), Storage.TEXT);
        Condition granted = noCondition();
        for (var access : forms) {
            for (var field : readable(access)) {
                if (!access.mayAlwaysRead(field.key())) {
                    granted = granted.and(DSL.condition(
                            "(case when {0} = {1} then {2} else true end)",
                            uid,
                            val(field.uid()),
                            reader.among(plan, access.form().key(), access.granted(field.key()), record, few)));
                }
            }
        }
        return granted;
    }

    /** A log is shown by its first words, but has no name. */
    private static boolean isName(Form form, Field field) {
        return field.key().equals(form.title())
                && !(field.type() instanceof FieldType.Words words && words.kind() == FieldType.TextKind.LONG_TEXT);
    }

    /** Another field of the record that may be read holds the word too, or the same one. */
    private Condition also(AccessPlan plan, List<FormAccess> forms, boolean few, String word, List<String> fields) {
        // what is not typed in pinyin stands there as it is; its tokens alone may stand apart
        return DSL.condition(
                """
                exists (select 1 from kernel.search o where o.record = s.record and o.field = any({0}::text[])
                  and o.tokens @> {1}::text[] and ({2} or strpos(o.value, {3}) > 0) and ({4}))
                """,
                array(fields),
                array(Tokens.within(word)),
                val(Tokens.isLatin(word)),
                val(word),
                granted(plan, forms, "o", few));
    }

    private static org.jooq.Field<String[]> array(Collection<String> texts) {
        return val(texts.toArray(String[]::new));
    }

    private List<Hit> shown(AccessPlan plan, Map<String, FormAccess> forms, List<Found> found, List<String> words) {
        var views = new HashMap<UUID, RecordView>();
        var byForm = new LinkedHashMap<String, List<UUID>>();
        found.forEach(hit ->
                byForm.computeIfAbsent(hit.form(), _ -> new ArrayList<>()).add(hit.id()));
        byForm.forEach((uid, ids) -> reader.get(
                        plan, Objects.requireNonNull(forms.get(uid)).form().key(), ids)
                .forEach(view -> views.put(view.id(), view)));
        var hits = new ArrayList<Hit>();
        for (var one : found) {
            var view = views.get(one.id());
            var form = Objects.requireNonNull(forms.get(one.form())).form();
            var where = form.fields().stream()
                    .filter(field -> field.uid().equals(one.field()))
                    .findFirst();
            // between the two looks the record may have gone out of sight, or the word out of the record
            if (view != null
                    && where.isPresent()
                    && !view.access().masked().contains(where.get().key())
                    && view.fields().get(where.get().key()) instanceof String value) {
                var excerpt = Excerpt.of(value, words);
                hits.add(new Hit(
                        one.id(),
                        form.key(),
                        title(view, form.title()),
                        about(view, form),
                        where.get().key(),
                        where.get().label(),
                        excerpt.text(),
                        excerpt.marks()));
            }
        }
        return hits;
    }

    private static @Nullable String about(RecordView view, Form form) {
        for (var field : form.fields()) {
            if (!field.key().equals(form.title())
                    && view.fields().get(field.key()) instanceof RecordView.Link link
                    && field.type() instanceof FieldType.Reference
                    && link.title() != null) {
                return link.title();
            }
        }
        return null;
    }

    private static @Nullable String title(RecordView view, String key) {
        var title = view.fields().get(key) instanceof RecordView.Link link
                ? link.title()
                : (String) view.fields().get(key);
        return title == null ? null : Excerpt.of(title, List.of()).text();
    }
}
