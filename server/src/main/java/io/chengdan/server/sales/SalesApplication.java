package io.chengdan.server.sales;

import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.release.Releases;
import io.chengdan.server.FirstLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** Publishes the sales application as version 1. */
@Component
@Order(1)
class SalesApplication implements FirstLoad {

    private static final String ROOT = "/app/";

    private final Releases releases;

    SalesApplication(Releases releases) {
        this.releases = releases;
    }

    @Override
    public void load(Person admin, boolean demo) {
        if (releases.find().isEmpty()) {
            releases.publish(files(), 0, Optional.of(admin.id()), "成单销售应用 / The sales application as shipped");
        }
    }

    /** The definition files of the sales module, by their path below {@code app/}. */
    static Map<String, String> files() {
        var files = new TreeMap<String, String>();
        try {
            for (var resource : new PathMatchingResourcePatternResolver().getResources("classpath*:app/**/*.yaml")) {
                var url = resource.getURL().toString();
                var path = url.substring(url.lastIndexOf(ROOT) + ROOT.length());
                files.put(path, resource.getContentAsString(StandardCharsets.UTF_8));
            }
        } catch (IOException problem) {
            throw new UncheckedIOException("reading the sales application's files", problem);
        }
        return files;
    }
}
