package io.chengdan.server.web;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.EncodedResourceResolver;
import org.springframework.web.servlet.resource.PathResourceResolver;

/** Serves the client from the folder of its build, or from the program's own jar. */
@Configuration(proxyBeanMethods = false)
class ClientFiles implements WebMvcConfigurer {

    private static final String PHONE = "m/";

    private final String location;

    ClientFiles(@Value("${chengdan.web:}") String folder) {
        this.location = folder.isEmpty() ? "classpath:/web/" : "file:" + folder + "/";
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        // Names under assets/ carry a hash of the content, so they never change what they mean.
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(location + "assets/")
                .setCacheControl(forEver())
                .resourceChain(false)
                .addResolver(new EncodedResourceResolver());
        registry.addResourceHandler("/m/assets/**")
                .addResourceLocations(location + "m/assets/")
                .setCacheControl(forEver())
                .resourceChain(false)
                .addResolver(new EncodedResourceResolver());
        registry.addResourceHandler("/**")
                .addResourceLocations(location)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new EncodedResourceResolver())
                .addResolver(new ClientRoutes());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
        registry.addViewController("/m").setViewName("forward:/m/index.html");
        registry.addViewController("/m/").setViewName("forward:/m/index.html");
    }

    private static CacheControl forEver() {
        return CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    }

    /** An address that is no file is a route of the client, unless it looks like a file or belongs to the program. */
    private static final class ClientRoutes extends PathResourceResolver {

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            var file = super.getResource(path, location);
            if (file != null || !isRoute(path)) {
                return file;
            }
            return super.getResource(path.startsWith(PHONE) ? PHONE + "index.html" : "index.html", location);
        }

        private static boolean isRoute(String path) {
            return !path.substring(path.lastIndexOf('/') + 1).contains(".")
                    && !path.startsWith("api/")
                    && !path.startsWith("v3/")
                    && !path.startsWith("actuator/");
        }
    }
}
