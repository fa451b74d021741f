package io.chengdan.server.api;

import io.chengdan.kernel.identity.Caller;
import io.chengdan.server.security.ProblemBody;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The OpenAPI document, from which the client's calls are generated. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    @Bean
    OpenAPI document() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Chengdan")
                                .version("1")
                                .description(
                                        "Browsers log in with a session and the XSRF-TOKEN cookie and header; programs send a token."))
                .servers(List.of(new Server().url("/")))
                .components(new Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")));
    }

    /** Every operation has a lasting name and may answer with a problem. */
    @Bean
    OperationCustomizer operations() {
        return (operation, method) -> {
            var thing = method.getBeanType().getSimpleName().replaceFirst("Controller$", "");
            operation.setOperationId(Character.toLowerCase(thing.charAt(0)) + thing.substring(1) + "_"
                    + method.getMethod().getName());
            operation.getResponses().addApiResponse("default", problem());
            return operation;
        };
    }

    /** Names as Jackson writes them. */
    @Bean
    OpenApiCustomizer names() {
        return document -> {
            var schemas = document.getComponents().getSchemas();
            ModelConverters.getInstance().readAll(ProblemBody.class).forEach(schemas::put);
            schemas.values().forEach(ApiDocument::snakeCase);
        };
    }

    private static ApiResponse problem() {
        return new ApiResponse()
                .description("Refused; the body says why.")
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/ProblemBody"))));
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // The library's own model is raw.
    private static void snakeCase(Schema schema) {
        Map<String, Schema> properties = schema.getProperties();
        if (properties != null) {
            var renamed = new LinkedHashMap<String, Schema>();
            properties.forEach((name, property) -> renamed.put(snakeCase(name), property));
            schema.setProperties(renamed);
        }
        List<String> required = schema.getRequired();
        if (required != null) {
            schema.setRequired(required.stream().map(ApiDocument::snakeCase).toList());
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
