package io.chengdan.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.ResolvedType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells the document what {@code @NullMarked} tells the compiler: which properties are always there. */
@Component
class RequiredProperties implements ModelConverter {

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // The library's own model is raw.
    public @Nullable Schema resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) {
            return null;
        }
        Schema schema = chain.next().resolve(type, context, chain);
        var shape = schema == null ? null : rawClass(type.getType());
        if (shape != null && shape.isRecord() && shape.getName().startsWith("io.chengdan.")) {
            var model = schema.get$ref() == null
                    ? schema
                    : context.getDefinedModels().get(schema.get$ref().replaceFirst(".*/", ""));
            if (model != null && model.getProperties() != null) {
                model.setRequired(required(shape));
            }
        }
        return schema;
    }

    private static List<String> required(Class<?> shape) {
        return Arrays.stream(shape.getRecordComponents())
                .filter(RequiredProperties::always)
                .map(RecordComponent::getName)
                .toList();
    }

    private static boolean always(RecordComponent component) {
        var type = component.getType();
        var include = component.getDeclaringRecord().getAnnotation(JsonInclude.class);
        var emptyLeftOut = include != null
                && include.value() == JsonInclude.Include.NON_EMPTY
                && (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type));
        return !emptyLeftOut
                && type != Optional.class
                && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static @Nullable Class<?> rawClass(Type type) {
        return switch (type) {
            case Class<?> known -> known;
            case ResolvedType resolved -> resolved.getRawClass();
            default -> null;
        };
    }
}
