package io.chengdan.kernel.expression;

import io.chengdan.kernel.definition.Text;
import java.util.Locale;

/** The types of single values. */
public enum Scalar implements Type {
    NUMBER("数字", "number"),
    TEXT("文本", "text"),
    BOOL("是/否", "yes/no"),
    DATE("日期", "date"),
    DATETIME("日期时间", "date and time"),

    /** A person, department or record whose own fields are out of reach. */
    ID("关联", "reference"),

    /** Of the literal {@code null}, which goes with every type. */
    NULL("空值", "null");

    private final String zh;
    private final String en;

    Scalar(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    @Override
    public Text label() {
        return new Text(zh, en);
    }

    @Override
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
