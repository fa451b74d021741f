package io.chengdan.kernel.access;

import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.release.AppVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that a person may see and do under one version of the definition. Immutable. */
public final class AccessPlan {

    private final AppVersion app;
    private final Viewer viewer;
    private final Map<String, FormAccess> forms;
    private final Set<String> rights;

    AccessPlan(AppVersion app, Viewer viewer, Map<String, FormAccess> forms, Set<String> rights) {
        this.app = app;
        this.viewer = viewer;
        this.forms = forms;
        this.rights = rights;
    }

    public AppVersion app() {
        return app;
    }

    public Viewer viewer() {
        return viewer;
    }

    public Person person() {
        return viewer.person();
    }

    /** The forms that exist for the person, in the order of the definition. */
    public Map<String, FormAccess> forms() {
        return forms;
    }

    public Optional<FormAccess> find(String form) {
        return Optional.ofNullable(forms.get(form));
    }

    /** @throws Problem.NotFound where the form does not exist for the person */
    public FormAccess form(String form) {
        return find(form).orElseThrow(Problem.NotFound::new);
    }

    /** The plan without those roles on the form that do not give the action; empty where none does. */
    public Optional<AccessPlan> having(String form, String action) {
        return find(form).flatMap(access -> access.having(action)).map(access -> {
            var cut = new LinkedHashMap<>(forms);
            cut.put(form, access);
            return new AccessPlan(app, viewer, Collections.unmodifiableMap(cut), rights);
        });
    }

    /** Whether the person has a right over the system itself, such as {@code publish} or {@code migrate}. */
    public boolean has(String right) {
        return rights.contains(right);
    }

    /** @throws Problem.Forbidden where the person lacks the right */
    public void require(String right) {
        if (!has(right)) {
            throw new Problem.Forbidden(
                    "right_missing",
                    new io.chengdan.kernel.definition.Text(
                            "需要“" + right + "”权限，请找系统管理员。",
                            "This needs the right “" + right + "”. Ask the system administrator."));
        }
    }
}
