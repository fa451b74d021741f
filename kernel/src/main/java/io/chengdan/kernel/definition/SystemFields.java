package io.chengdan.kernel.definition;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields every record has beside those of its form. */
public final class SystemFields {

    public static final String OWNER = "owner";
    public static final String DEPARTMENT = "department";
    public static final String TAGS = "tags";
    public static final String CREATED_AT = "created_at";
    public static final String CREATED_BY = "created_by";
    public static final String UPDATED_AT = "updated_at";
    public static final String UPDATED_BY = "updated_by";
    public static final String LAST_ACTIVITY_AT = "last_activity_at";
    public static final String DAYS_IN_STAGE = "days_in_stage";

    private static final FieldType PERSON = new FieldType.PersonRef(false);
    private static final FieldType MOMENT = new FieldType.Moment();

    /** In the order they are shown. {@code updated_*} tell of people only; machine writes leave them alone. */
    public static final List<Field> ALL = List.of(
            Field.system(OWNER, PERSON, new Text("负责人", "Owner"), false),
            Field.system(DEPARTMENT, new FieldType.DepartmentRef(), new Text("部门", "Department"), false),
            Field.system(TAGS, new FieldType.Choice(true, List.of(), null), new Text("标签", "Tags"), false),
            Field.system(CREATED_AT, MOMENT, new Text("创建时间", "Created"), false),
            Field.system(CREATED_BY, PERSON, new Text("创建人", "Created by"), false),
            Field.system(UPDATED_AT, MOMENT, new Text("更新时间", "Updated"), false),
            Field.system(UPDATED_BY, PERSON, new Text("更新人", "Updated by"), false),
            Field.system(LAST_ACTIVITY_AT, MOMENT, new Text("最近互动", "Last activity"), true),
            Field.system(
                    DAYS_IN_STAGE,
                    new FieldType.Amount(FieldType.NumberKind.INTEGER, 0, null, null),
                    new Text("阶段停留天数", "Days in stage"),
                    true));

    static final Map<String, Field> BY_KEY = ALL.stream().collect(Collectors.toMap(Field::key, Function.identity()));

    private SystemFields() {}
}
