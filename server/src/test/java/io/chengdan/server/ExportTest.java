package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

@Tag("L10")
class ExportTest extends ServerTest {

    @Autowired
    private DSLContext db;

    private String customer(Client director, String name) {
        var made =
                director.post("/api/records/customer", Map.of("fields", Map.of("name", name, "industry", "machinery")));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        return made.body().path("id").asString();
    }

    @Test
    void a_list_goes_out_in_words_and_nothing_in_it_runs() {
        var person = somebody("sales_director");
        var director = loggedIn(person);
        customer(director, "=HYPERLINK(\"http://x\") 厂 " + System.nanoTime());

        var csv =
                director.get("/api/exports/customer?format=csv&sort=-created_at&fields=name,industry,owner,created_at");

        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.raw().headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment;")
                .contains(".csv");
        var lines = csv.raw().body().split("\r\n", -1);
        assertThat(lines[0]).isEqualTo("\uFEFFName,Industry,Owner,Created");
        assertThat(lines[1]).startsWith("\"'=HYPERLINK(").contains(",General machinery," + person.name() + ",20");
        assertThat(db.fetch("select kind from kernel.audit where person = '" + person.id() + "'::uuid"
                                + " and kind like 'export%' order by id")
                        .getValues(0, String.class))
                .containsExactly("export.begun", "export.done");
    }

    @Test
    void a_spreadsheet_says_who_made_it(@TempDir Path folder) throws IOException {
        var person = somebody("sales_director");
        var director = loggedIn(person);
        var name = "Export Plant " + System.nanoTime();
        customer(director, name);

        var xlsx = director.bytes("/api/exports/customer?fields=name,industry&sort=-created_at");

        var parts = new HashMap<String, String>();
        var file = Files.write(folder.resolve("list.xlsx"), xlsx);
        try (var zip = new ZipFile(file.toFile())) {
            for (var entry : Collections.list(zip.entries())) {
                try (var in = zip.getInputStream(entry)) {
                    parts.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        assertThat(parts.get("xl/workbook.xml")).contains("Customers");
        assertThat(parts.values()).anySatisfy(text -> assertThat(text).contains(name));
        assertThat(parts.values()).anySatisfy(text -> assertThat(text).contains("Exported by: " + person.name()));
    }

    @Test
    void who_may_not_export_or_see_gets_no_file() {
        var engineer = loggedIn(somebody("technical_engineer"));
        assertThat(engineer.get("/api/exports/customer").code()).isEqualTo("action_refused");
        assertThat(engineer.get("/api/exports/contract").status()).isEqualTo(404);
        var director = loggedIn(somebody("sales_director"));
        assertThat(director.get("/api/exports/customer?fields=name,no_such").code())
                .isEqualTo("unknown_field");
        assertThat(director.get("/api/exports/customer?fields=id").code()).isEqualTo("bad_query");
        assertThat(director.get("/api/exports/quote?fields=lines").code()).isEqualTo("bad_query");
        assertThat(director.get("/api/exports/customer?fields=id,name&format=csv")
                        .status())
                .isEqualTo(200);
        assertThat(director.get("/api/exports/customer?format=pdf").code()).isEqualTo("bad_value");
        assertThat(director.get("/api/exports/customer?where=%7B").code()).isEqualTo("bad_query");
        assertThat(director.get("/api/exports/nothing").status()).isEqualTo(404);
    }
}
