package io.chengdan.server.api;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.AnnotatedType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.Version;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * Makes Jackson keep the promise of {@code @NullMarked}: a component of one of our records that is not {@link Nullable} must be
 * in the JSON, so no null reaches code that was compiled to do without.
 */
@Component
class RequiredValues extends JacksonModule {

    @Override
    public String getModuleName() {
        return "required-values";
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void setupModule(SetupContext context) {
        context.insertAnnotationIntrospector(new Introspector());
    }

    private static final class Introspector extends NopAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public JsonSetter.@Nullable Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
            return annotated instanceof AnnotatedParameter parameter && required(parameter)
                    ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
                    : JsonSetter.Value.empty();
        }

        private static boolean required(AnnotatedParameter parameter) {
            var owner = parameter.getDeclaringClass();
            if (!owner.isRecord() || !owner.getName().startsWith("io.chengdan.")) {
                return false;
            }
            AnnotatedType type = owner.getRecordComponents()[parameter.getIndex()].getAnnotatedType();
            return parameter.getRawType() != Optional.class && !type.isAnnotationPresent(Nullable.class);
        }
    }
}
