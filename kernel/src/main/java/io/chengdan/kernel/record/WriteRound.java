package io.chengdan.kernel.record;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.release.Rules.FormRules;
import io.chengdan.kernel.schema.FormTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** What one write of one or many records of a form has in common; lives as long as its transaction. */
public final class WriteRound {

    private final DSLContext db;
    private final AccessPlan plan;
    private final Form form;
    private final boolean migrating;
    private final String via;
    private final Env env;
    private final Hops hops;
    private final Map<UUID, Optional<RowAccess>> rights = new HashMap<>();

    WriteRound(DSLContext db, AccessPlan plan, Form form, boolean migrating, String via) {
        this.db = db;
        this.plan = plan;
        this.form = form;
        this.migrating = migrating;
        this.via = via;
        this.env = plan.viewer().env();
        this.hops = new Hops(db, plan.app().tables());
    }

    /** The database within the write's transaction. */
    public DSLContext db() {
        return db;
    }

    public AccessPlan plan() {
        return plan;
    }

    public Form form() {
        return form;
    }

    /** The caller's rights on the form; absent only while history is placed by somebody without rows on it. */
    public Optional<FormAccess> access() {
        return plan.find(form.key());
    }

    public FormTable table() {
        return plan.app().tables().get(form.key());
    }

    FormRules rules() {
        return plan.app().rules().form(form.key());
    }

    /** Whether past records are put in their place, so that gates and read-only rules are not asked. */
    public boolean migrating() {
        return migrating;
    }

    /** By which way it came: page, api, import, action, migrate. */
    public String via() {
        return via;
    }

    public Env env() {
        return env;
    }

    public Instant now() {
        return env.now();
    }

    Hops hops() {
        return hops;
    }

    /** Whether a field of a record in sight may be read there. */
    boolean mayRead(FormAccess target, UUID id, String field) {
        return target.mayAlwaysRead(field)
                || (target.ever().mayRead(field)
                        && rights.computeIfAbsent(
                                        id,
                                        _ -> target.on(
                                                db,
                                                plan.app()
                                                        .tables()
                                                        .get(target.form().key()),
                                                id))
                                .filter(row -> row.mayRead(field))
                                .isPresent());
    }

    /** The record as it was, for expressions; for one that is being made, as it shall be. */
    public Values before(Draft draft) {
        return draft.stored()
                .map(stored -> hops.of(form, draft.id(), stored.values()))
                .orElseGet(() -> values(draft));
    }

    /** The draft's values for expressions, those behind references included. */
    public Values values(Draft draft) {
        return hops.of(form, draft.id(), draft.after());
    }
}
