package io.chengdan.kernel.pipeline;

import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Pipeline;
import io.chengdan.kernel.definition.Pipeline.Attached;
import io.chengdan.kernel.definition.Pipeline.Child;
import io.chengdan.kernel.definition.Pipeline.Filled;
import io.chengdan.kernel.definition.Pipeline.GateRule;
import io.chengdan.kernel.definition.Pipeline.Holds;
import io.chengdan.kernel.definition.Pipeline.Stage;
import io.chengdan.kernel.definition.Role.Right;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.problem.Unmet;
import io.chengdan.kernel.problem.Unmet.Fix;
import io.chengdan.kernel.problem.Unmet.Kind;
import io.chengdan.kernel.schema.FormTable;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Judges the rules of gates for one record. Evidence is looked for everywhere, not only in the caller's sight, since a gate is
 * the application's; but what the caller may not see is told of in neutral words.
 */
final class Judge {

    private static final Text NEUTRAL =
            new Text("还有一项由其他同事负责的条件没有满足。", "One condition is still open that others look after.");

    private final DSLContext db;
    private final AccessPlan plan;
    private final Evidence evidence;
    private final Pipeline pipeline;
    private final RowAccess access;
    private final Form form;
    private final UUID id;
    private final Values values;

    /** @param access the caller's rights on the record, by which is told of it */
    Judge(
            DSLContext db,
            AccessPlan plan,
            Evidence evidence,
            Pipeline pipeline,
            RowAccess access,
            UUID id,
            Values values) {
        this.db = db;
        this.plan = plan;
        this.evidence = evidence;
        this.pipeline = pipeline;
        this.access = access;
        this.form = access.form();
        this.id = id;
        this.values = values;
    }

    boolean met(Stage stage, GateRule rule) {
        var condition = condition(stage, rule);
        return switch (rule.asks()) {
            case Filled(var fields) -> fields.stream().allMatch(field -> filled(values.get(field)));
            case Attached(var category) -> evidence.hasFile(db, form.uid(), id, category);
            case Holds _ ->
                condition != null
                        && Evaluator.holds(condition, values, plan.viewer().env());
            case Child child -> {
                var table = plan.app().tables().get(child.form()).as("child");
                yield db.fetchExists(selectOne()
                        .from(table.table())
                        .where(matches(child, table))
                        .and(newest(child, table))
                        .and(
                                condition == null
                                        ? noCondition()
                                        : plan.viewer().condition(condition, table, Map.of("record", values))));
            }
        };
    }

    private static boolean filled(@Nullable Object value) {
        return value != null && !(value instanceof List<?> list && list.isEmpty());
    }

    private @Nullable Expression condition(Stage stage, GateRule rule) {
        return plan.app().rules().pipeline(pipeline.key()).gates().get(stage.key() + "/" + rule.key());
    }

    private Condition matches(Child child, FormTable table) {
        var live = table.deletedAt().isNull();
        if (child.match().isEmpty()) {
            return live.and(equal(table, link(table.form()), id));
        }
        for (var pair : child.match().entrySet()) {
            live = live.and(equal(table, pair.getKey(), values.get(pair.getValue())));
        }
        return live;
    }

    private static Condition equal(FormTable table, String field, @Nullable Object value) {
        var column = table.column(field);
        return value == null
                ? DSL.falseCondition()
                : DSL.condition("{0} = {1}", column, DSL.val(value, column.getDataType()));
    }

    /** The child's reference to this form. */
    private String link(Form child) {
        return child.fields().stream()
                .filter(field -> field.reference()
                        .map(to -> to.form().equals(form.key()))
                        .orElse(false))
                .map(Field::key)
                .findFirst()
                .orElseThrow();
    }

    private Condition newest(Child child, FormTable table) {
        var newest = child.newest();
        if (newest == null) {
            return noCondition();
        }
        var other = plan.app().tables().get(child.form()).as("newer");
        return notExists(selectOne()
                .from(other.table())
                .where(matches(child, other))
                .and(DSL.condition(
                        "({0} > {1} or {1} is null and {0} is not null)", other.column(newest), table.column(newest))));
    }

    /** What to tell the caller of a rule, whether met or not. */
    Unmet describe(Stage stage, GateRule rule) {
        if (!speaksOfTheSeen(stage, rule)) {
            return new Unmet("restricted", NEUTRAL, Fix.ask(asked(stage, rule)));
        }
        return new Unmet(rule.key(), rule.message(), fix(stage, rule));
    }

    private static List<String> asked(Stage stage, GateRule rule) {
        return rule.roles().isEmpty() ? stage.owner() : rule.roles();
    }

    private boolean speaksOfTheSeen(Stage stage, GateRule rule) {
        var condition = condition(stage, rule);
        return switch (rule.asks()) {
            case Filled(var fields) -> fields.stream().allMatch(access::mayRead);
            case Attached(var category) -> access.attachments().containsKey(category);
            case Holds _ -> condition != null && readable(form, access::mayRead, condition);
            case Child child ->
                plan.find(child.form())
                        .map(children ->
                                condition == null || readable(children.form(), children::mayAlwaysRead, condition))
                        .orElse(false);
        };
    }

    private boolean readable(Form over, Predicate<String> may, Expression condition) {
        return condition.inputs().stream().allMatch(input -> {
            if (input.startsWith("me.") || input.equals("id")) {
                return true;
            }
            return input.startsWith("record.")
                    ? readable(form, access::mayRead, input.substring("record.".length()))
                    : readable(over, may, input);
        });
    }

    /**
     * Whether every field on the way of the path may be read. What is behind a reference, and the rule's children, are many records:
     * only what may be read on all of them is spoken of.
     */
    private boolean readable(Form over, Predicate<String> may, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return path.equals("id") || may.test(path);
        }
        var first = path.substring(0, dot);
        var rest = path.substring(dot + 1);
        var field = over.field(first);
        if (field.filter(each -> each.type() instanceof FieldType.Table).isPresent()) {
            return may.test(path);
        }
        return may.test(first)
                && field.flatMap(Field::reference)
                        .flatMap(reference -> plan.find(reference.form()))
                        .map(next -> readable(next.form(), next::mayAlwaysRead, rest))
                        .orElse(false);
    }

    private Fix fix(Stage stage, GateRule rule) {
        var act = rule.act();
        return switch (rule.asks()) {
            case Filled(var fields) -> {
                var open = fields.stream()
                        .filter(field -> !filled(values.get(field)))
                        .findFirst()
                        .orElse(fields.getFirst());
                yield access.mayEver("update") && access.mayWrite(open)
                        ? new Fix(Kind.FILL, form.key(), id.toString(), open, null, Map.of(), asked(stage, rule))
                        : Fix.ask(asked(stage, rule));
            }
            case Attached(var category) ->
                access.attachments().get(category) == Right.WRITE
                        ? new Fix(Kind.ATTACH, form.key(), id.toString(), null, category, Map.of(), asked(stage, rule))
                        : Fix.ask(asked(stage, rule));
            case Holds _ ->
                act != null && access.mayEver(act)
                        ? new Fix(Kind.ACT, form.key(), id.toString(), act, null, Map.of(), asked(stage, rule))
                        : Fix.ask(asked(stage, rule));
            case Child child -> childFix(stage, rule, child);
        };
    }

    private Fix childFix(Stage stage, GateRule rule, Child child) {
        var children = plan.form(child.form());
        var act = rule.act();
        var table = plan.app().tables().get(child.form());
        var newest = newestInSight(child, children);
        var there = newest == null ? null : children.on(db, table, newest).orElse(null);
        if (newest != null && there != null && act != null) {
            return there.mayEver(act)
                    ? new Fix(Kind.ACT, child.form(), newest.toString(), act, null, Map.of(), asked(stage, rule))
                    : Fix.ask(asked(stage, rule));
        }
        if (newest != null && there != null && rule.values().isEmpty()) {
            return completion(stage, rule, there, newest);
        }
        var creating = children.creating();
        return !creating.isNone() && links(child).allMatch(creating::mayWrite)
                ? new Fix(Kind.CREATE, child.form(), null, null, null, proposed(stage, rule, child), asked(stage, rule))
                : Fix.ask(asked(stage, rule));
    }

    /** For a record that is there but not yet as the rule wants it: its first blank field, else the record to be opened. */
    private Fix completion(Stage stage, GateRule rule, RowAccess rights, UUID there) {
        var condition = condition(stage, rule);
        var inputs = condition == null ? Set.<String>of() : condition.inputs();
        boolean updates = rights.mayEver("update");
        var blank = updates ? blank(rights, there, inputs) : null;
        boolean acts = rights.form().actions().stream()
                .anyMatch(action -> rights.mayEver(action.key())
                        && action.set().keySet().stream().anyMatch(inputs::contains));
        boolean theirs = rule.roles().isEmpty()
                || !Collections.disjoint(rule.roles(), plan.viewer().person().roles());
        return blank != null || acts || (updates && theirs)
                ? new Fix(Kind.FILL, rights.form().key(), there.toString(), blank, null, Map.of(), asked(stage, rule))
                : Fix.ask(asked(stage, rule));
    }

    /** The first of the fields that has no value yet and that the caller may give one. */
    private @Nullable String blank(RowAccess rights, UUID there, Collection<String> inputs) {
        var table = plan.app().tables().get(rights.form().key());
        return rights.form().fields().stream()
                .filter(field -> inputs.contains(field.key()) && !field.isComputed() && rights.mayWrite(field.key()))
                .map(Field::key)
                .filter(field -> db.fetchExists(selectOne()
                        .from(table.table())
                        .where(table.id().eq(there))
                        .and(table.column(field).isNull())))
                .findFirst()
                .orElse(null);
    }

    /** The fields that tie the child to this record. */
    private Stream<String> links(Child child) {
        return child.match().isEmpty()
                ? Stream.of(link(plan.app().tables().get(child.form()).form()))
                : child.match().keySet().stream();
    }

    private @Nullable UUID newestInSight(Child child, FormAccess children) {
        var table = plan.app().tables().get(child.form());
        return db.select(table.id())
                .from(table.table())
                .where(matches(child, table))
                .and(children.visible(table))
                .orderBy(table.id().desc())
                .limit(1)
                .fetchOne(table.id());
    }

    /** Values for the record to create: its link to this one, what this one can lend, and what the rule proposes. */
    private Map<String, Object> proposed(Stage stage, GateRule rule, Child child) {
        var table = plan.app().tables().get(child.form());
        var proposed = new LinkedHashMap<String, Object>();
        if (child.match().isEmpty()) {
            proposed.put(link(table.form()), id.toString());
        } else {
            child.match().forEach((to, from) -> {
                if (access.mayRead(from)) {
                    put(proposed, to, values.get(from));
                }
            });
        }
        for (var field : table.form().fields()) {
            boolean sameReference = field.reference().isPresent()
                    && form.field(field.key())
                            .flatMap(Field::reference)
                            .map(own ->
                                    own.form().equals(field.reference().get().form()))
                            .orElse(false);
            if (sameReference && access.mayRead(field.key())) {
                put(proposed, field.key(), values.get(field.key()));
            }
        }
        var rules = plan.app().rules().pipeline(pipeline.key()).values();
        rule.values().keySet().forEach(field -> {
            var expression = rules.get(stage.key() + "/" + rule.key() + "/" + field);
            if (expression != null) {
                put(
                        proposed,
                        field,
                        Evaluator.evaluate(expression, values, plan.viewer().env()));
            }
        });
        // what the caller cannot write is not named to them
        var creating = plan.form(child.form()).creating();
        proposed.keySet().removeIf(field -> !creating.mayWrite(field));
        return proposed;
    }

    private static void put(Map<String, Object> proposed, String field, @Nullable Object value) {
        if (value != null) {
            proposed.put(
                    field,
                    value instanceof BigDecimal number
                            ? number.toPlainString()
                            : value instanceof Boolean ? value : value.toString());
        }
    }
}
