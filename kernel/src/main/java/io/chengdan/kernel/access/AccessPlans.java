package io.chengdan.kernel.access;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Role;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.identity.Org;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.release.AppVersion;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the plan of a person from the roles they hold. Thread-safe. */
public final class AccessPlans {

    private static final int MOST_KNOWN = 2_000;

    private final Clock clock;
    private final ZoneId zone;
    private final Map<UUID, AccessPlan> known = new ConcurrentHashMap<>();

    public AccessPlans(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /** The plan of a person under a version and an organisation; one that is still true is not made again. */
    @SuppressWarnings("ReferenceEquality") // version and organisation are kept by those who give them
    public AccessPlan plan(AppVersion app, Person person, Org org) {
        var plan = known.get(person.id());
        if (plan == null
                || plan.app() != app
                || plan.viewer().org() != org
                || !plan.person().equals(person)) {
            if (known.size() > MOST_KNOWN) {
                known.clear();
            }
            plan = make(app, person, org);
            known.put(person.id(), plan);
        }
        return plan;
    }

    private AccessPlan make(AppVersion app, Person person, Org org) {
        var viewer = new Viewer(person, org, app.tables(), clock, zone);
        var roles = app.definition().roles().stream()
                .filter(role -> person.roles().contains(role.key()))
                .toList();
        var rights = new HashSet<String>();
        roles.forEach(role -> rights.addAll(role.admin()));
        var building = new Building(app, viewer);
        var forms = new LinkedHashMap<String, FormAccess>();
        for (var form : app.definition().forms()) {
            var parts = roles.stream()
                    .filter(role -> !building.rows(role, form).seesNothing())
                    .map(role -> part(app, form, role, building.rows(role, form)))
                    .toList();
            if (!parts.isEmpty()) {
                forms.put(form.key(), new FormAccess(form, parts, deciding(app, form, parts)));
            }
        }
        return new AccessPlan(app, viewer, Collections.unmodifiableMap(forms), Set.copyOf(rights));
    }

    private static Part part(AppVersion app, Form form, Role role, RowScope rows) {
        var grant = Objects.requireNonNull(role.forms().get(form.key()));
        var readable = new LinkedHashSet<>(grant.read());
        readable.addAll(grant.write());
        readable.removeAll(grant.mask().keySet());
        var writable = new LinkedHashSet<>(grant.write());
        writable.removeIf(key -> form.setOnlyByAction(key)
                || form.field(key).map(Field::isComputed).orElse(true));
        return new Part(
                role.key(),
                rows,
                readable,
                grant.mask(),
                writable,
                app.rules().grant(role.key(), form.key()).actions(),
                grant.tabs(),
                grant.attachments());
    }

    private static Set<String> deciding(AppVersion app, Form form, List<Part> parts) {
        var rules = app.rules().form(form.key());
        var inputs = new LinkedHashSet<String>();
        for (var part : parts) {
            part.actions().values().forEach(condition -> condition.ifPresent(e -> inputs.addAll(e.inputs())));
            rules.actions().forEach((key, rule) -> {
                if (part.actions().containsKey(key)) {
                    rule.when().ifPresent(e -> inputs.addAll(e.inputs()));
                }
            });
            rules.readonly().forEach((key, rule) -> {
                if (part.writable().contains(key)) {
                    inputs.addAll(rule.inputs());
                }
            });
        }
        for (var pipeline : app.definition().pipelinesOf(form.key())) {
            inputs.add(pipeline.field());
            if (pipeline.entered() != null) {
                inputs.add(pipeline.entered());
            }
        }
        var fields = new LinkedHashSet<String>();
        inputs.forEach(input -> fields.add(input.contains(".") ? input.substring(0, input.indexOf('.')) : input));
        return fields;
    }

    /**
     * Row scopes while a plan is made; parents before children, each once. A role sees through a parent what that very role sees of
     * it: with the parents of another role it would show rows that no role shows.
     */
    private static final class Building {
        private final AppVersion app;
        private final Viewer viewer;
        private final Map<String, RowScope> done = new HashMap<>();

        Building(AppVersion app, Viewer viewer) {
            this.app = app;
            this.viewer = viewer;
        }

        RowScope rows(Role role, Form form) {
            var key = role.key() + "/" + form.key();
            var known = done.get(key);
            if (known != null) {
                return known;
            }
            // a loop of "through" ends here; the check of a definition refuses it anyway
            done.put(key, new RowScope(List.of(), viewer));
            var scope = new RowScope(branches(role, form), viewer);
            done.put(key, scope);
            return scope;
        }

        private List<RowScope.Branch> branches(Role role, Form form) {
            var grant = role.forms().get(form.key());
            var branches = new ArrayList<RowScope.Branch>();
            if (grant == null) {
                return branches;
            }
            var rules = app.rules().grant(role.key(), form.key());
            for (int i = 0; i < grant.rows().size(); i++) {
                var where = Optional.ofNullable(rules.rows().get(i));
                branch(role, form, grant.rows().get(i), where).ifPresent(branches::add);
            }
            return branches;
        }

        private Optional<RowScope.Branch> branch(Role role, Form form, Role.RowRule rule, Optional<Expression> where) {
            return switch (rule) {
                case Role.All _ -> Optional.of(new RowScope.Branch.Everything());
                case Role.Own _ -> Optional.of(new RowScope.Branch.Owned());
                case Role.Team _ -> Optional.of(new RowScope.Branch.Teamed());
                case Role.DepartmentTree _ -> Optional.of(new RowScope.Branch.InDepartments());
                case Role.Where _ -> where.map(RowScope.Branch.Rule::new);
                case Role.Through through -> through(role, form, through, where);
            };
        }

        private Optional<RowScope.Branch> through(
                Role role, Form form, Role.Through through, Optional<Expression> where) {
            var parent = form.field(through.field())
                    .flatMap(Field::reference)
                    .flatMap(reference -> app.definition().form(reference.form()))
                    .orElseThrow();
            var scope = rows(role, parent);
            return scope.seesNothing()
                    ? Optional.empty()
                    : Optional.of(new RowScope.Branch.Through(through.field(), parent, scope, where.orElse(null)));
        }
    }
}
