package io.chengdan.kernel.access;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Role;
import io.chengdan.kernel.definition.Role.Grant;
import io.chengdan.kernel.definition.Text;
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
        var rights = new HashSet<String>();
        var grants = new LinkedHashMap<String, RoleGrant>();
        for (var role : app.definition().roles()) {
            if (person.roles().contains(role.key())) {
                rights.addAll(role.admin());
                // with rows of one role never go the fields of another: the first role with rows on a form decides
                role.forms().forEach((form, grant) -> grants.putIfAbsent(form, new RoleGrant(role, grant)));
            }
        }
        var building = new Building(app, viewer, grants);
        var forms = new LinkedHashMap<String, FormAccess>();
        for (var form : app.definition().forms()) {
            var grant = grants.get(form.key());
            if (grant != null && !building.rows(form).seesNothing()) {
                forms.put(form.key(), access(app, form, grant, building.rows(form)));
            }
        }
        return new AccessPlan(app, viewer, Collections.unmodifiableMap(forms), Set.copyOf(rights));
    }

    /**
     * Why nobody may hold these roles together: rights of several roles on one form's rows would have to be decided row by row.
     */
    public static Optional<Text> clash(List<Role> roles) {
        var seen = new HashMap<String, Role>();
        for (var role : roles) {
            for (var form : role.forms().keySet()) {
                var other = seen.putIfAbsent(form, role);
                if (other != null) {
                    return Optional.of(new Text(
                            "“" + other.label().zh() + "”和“" + role.label().zh() + "”都规定了“" + form
                                    + "”能看到哪些数据，一个人暂时只能有其中一个。请只选一个。",
                            other.label().en() + " and " + role.label().en() + " both say which rows of “" + form
                                    + "” are seen; for now a person may hold only one of them. Choose one."));
                }
            }
        }
        return Optional.empty();
    }

    private record RoleGrant(Role role, Grant grant) {}

    private static FormAccess access(AppVersion app, Form form, RoleGrant held, RowScope rows) {
        var grant = held.grant();
        var readable = new LinkedHashSet<>(grant.read());
        readable.addAll(grant.write());
        readable.removeAll(grant.mask().keySet());
        var writable = new LinkedHashSet<>(grant.write());
        writable.removeIf(key -> form.setOnlyByAction(key)
                || form.field(key).map(Field::isComputed).orElse(true));
        var actions = app.rules().grant(held.role().key(), form.key()).actions();
        return new FormAccess(
                form,
                held.role().key(),
                rows,
                readable,
                grant.mask(),
                writable,
                actions,
                grant.tabs(),
                grant.attachments(),
                deciding(app, form, actions, writable));
    }

    private static Set<String> deciding(
            AppVersion app, Form form, Map<String, Optional<Expression>> actions, Set<String> writable) {
        var rules = app.rules().form(form.key());
        var inputs = new LinkedHashSet<String>();
        actions.values().forEach(condition -> condition.ifPresent(e -> inputs.addAll(e.inputs())));
        rules.actions().forEach((key, rule) -> {
            if (actions.containsKey(key)) {
                rule.when().ifPresent(e -> inputs.addAll(e.inputs()));
            }
        });
        rules.readonly().forEach((key, rule) -> {
            if (writable.contains(key)) {
                inputs.addAll(rule.inputs());
            }
        });
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

    /** Row scopes while a plan is made; parents before children, each once. */
    private static final class Building {
        private final AppVersion app;
        private final Viewer viewer;
        private final Map<String, RoleGrant> grants;
        private final Map<String, RowScope> done = new HashMap<>();

        Building(AppVersion app, Viewer viewer, Map<String, RoleGrant> grants) {
            this.app = app;
            this.viewer = viewer;
            this.grants = grants;
        }

        RowScope rows(Form form) {
            var known = done.get(form.key());
            if (known != null) {
                return known;
            }
            // a loop of "through" ends here; the check of a definition refuses it anyway
            done.put(form.key(), new RowScope(List.of(), viewer));
            var scope = new RowScope(branches(form), viewer);
            done.put(form.key(), scope);
            return scope;
        }

        private List<RowScope.Branch> branches(Form form) {
            var held = grants.get(form.key());
            var branches = new ArrayList<RowScope.Branch>();
            if (held == null) {
                return branches;
            }
            var rules = app.rules().grant(held.role().key(), form.key());
            for (int i = 0; i < held.grant().rows().size(); i++) {
                var where = Optional.ofNullable(rules.rows().get(i));
                branch(form, held.grant().rows().get(i), where).ifPresent(branches::add);
            }
            return branches;
        }

        private Optional<RowScope.Branch> branch(Form form, Role.RowRule rule, Optional<Expression> where) {
            return switch (rule) {
                case Role.All _ -> Optional.of(new RowScope.Branch.Everything());
                case Role.Own _ -> Optional.of(new RowScope.Branch.Owned());
                case Role.Team _ -> Optional.of(new RowScope.Branch.Teamed());
                case Role.DepartmentTree _ -> Optional.of(new RowScope.Branch.InDepartments());
                case Role.Where _ -> where.map(RowScope.Branch.Rule::new);
                case Role.Through through -> through(form, through, where);
            };
        }

        private Optional<RowScope.Branch> through(Form form, Role.Through through, Optional<Expression> where) {
            var parent = form.field(through.field())
                    .flatMap(Field::reference)
                    .flatMap(reference -> app.definition().form(reference.form()))
                    .orElseThrow();
            var scope = rows(parent);
            return scope.seesNothing()
                    ? Optional.empty()
                    : Optional.of(new RowScope.Branch.Through(through.field(), parent, scope, where.orElse(null)));
        }
    }
}
