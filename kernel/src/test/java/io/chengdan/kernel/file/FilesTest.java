package io.chengdan.kernel.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.file.Files.FileView;
import io.chengdan.kernel.file.Files.Place;
import io.chengdan.kernel.file.Files.Upload;
import io.chengdan.kernel.pipeline.StageGate;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.FileNames.FileName;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.WriteRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {

    private static final byte[] PDF = "%PDF-1.7\n1 0 obj\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};

    @TempDir
    private Path folder;

    private final Fixture given = workshop();
    private final FileBook book = new FileBook(given.db());
    private final RecordReader reader = new RecordReader(given.db(), Regions.of(Map.of()), book);
    private final RecordWriter writer = new RecordWriter(
            given.db(),
            _ -> given.app(),
            new AccessPlans(given.clock(), Fixture.ZONE),
            given::org,
            Regions.of(Map.of()),
            List.of(new FilesStep(book), new StageGate(book)));
    private Files files;
    private Worker rep;
    private Worker manager;

    /**
     * The workshop, its customers' surveys being PDF or pictures, a thing's papers at most 1 MB. What a rep gave up is frozen to
     * them; an engineer adds surveys to customers and changes nothing.
     */
    private static Fixture workshop() {
        var definition = Fixture.read(Path.of("src/test/resources/workshop"));
        definition.computeIfPresent(
                "forms/customer.yaml",
                (_, text) -> text.replace(
                        "{key: survey, label: {zh: 调研表, en: Survey}}",
                        "{key: survey, label: {zh: 调研表, en: Survey}, accept: [pdf, image, office]}"));
        definition.computeIfPresent(
                "forms/thing.yaml",
                (_, text) ->
                        text.replace("key: papers, type: attachment", "key: papers, type: attachment, max_size: 1"));
        definition.computeIfPresent(
                "roles/rep.yaml",
                (_, text) -> text.replace(
                        "update: true, delete: 'owner == me.id', override_gate",
                        "update: blank(lost_reason), delete: 'owner == me.id', override_gate"));
        definition.computeIfPresent(
                "roles/engineer.yaml",
                (_, text) -> text.replace(
                                "    rows: [team]\n",
                                "    rows: [team]\n    actions: {attach: true}\n    attachments: {survey: write}\n")
                        .replace(
                                "    rows: [{where: me.id in members}]\n",
                                "    rows: [{where: me.id in members}]\n    attachments: {signed: write}\n"));
        return Fixture.of(definition);
    }

    @BeforeEach
    void hire() throws IOException {
        files = over(FolderStore.in(folder));
        given.department("east", "company");
        rep = given.person("Li", "east", "rep");
        manager = given.person("Zhao", "east", "manager");
        given.head("east", manager);
    }

    @AfterEach
    void close() {
        given.close();
    }

    private Files over(FileStore store) {
        return new Files(given.db(), book, store, folder.resolve("half"), reader, writer);
    }

    private FileView uploads(
            Worker worker, String form, @Nullable UUID record, Place place, String name, byte[] content) {
        try {
            return files.upload(
                    worker.plan(), new Upload(form, record, place, name), new ByteArrayInputStream(content), "page");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private UUID deal() {
        var customer = rep.creates("customer", "name", "Bearing One");
        return rep.creates("deal", "name", "Press", "stage", "contact", "customer", customer.toString());
    }

    private byte[] bytes(Worker worker, UUID file) throws IOException {
        try (var content = files.open(worker.plan(), file).content()) {
            return content.readAllBytes();
        }
    }

    private List<Path> kept() throws IOException {
        try (var paths = java.nio.file.Files.walk(folder)) {
            return paths.filter(java.nio.file.Files::isRegularFile).toList();
        }
    }

    @Test
    void a_file_of_the_library_comes_back_as_it_was_and_answers_the_gate() throws IOException {
        var deal = deal();
        given.clock().moves(Duration.ofMinutes(1));
        var file = uploads(rep, "deal", deal, new Place.InLibrary("signed"), "签字.pdf", PDF);

        assertThat(file.type()).isEqualTo("application/pdf");
        assertThat(file.uploadedBy().title()).isEqualTo("Li");
        assertThat(bytes(manager, file.id())).isEqualTo(PDF);
        assertThat(files.of(rep.plan(), "deal", deal)).containsExactly(file);
        assertThat(book.hasFile(given.db(), "wkde", deal, "signed")).isTrue();
        assertThat(rep.history("deal", deal).getFirst().action()).isEqualTo("file");
        assertThat(rep.history("deal", deal).getFirst().changes())
                .singleElement()
                .matches(change -> change.field().equals("attachments.signed") && "签字.pdf".equals(change.after()));
    }

    @Test
    void a_removed_file_is_gone_for_everybody_and_for_the_gate() {
        var deal = deal();
        var file = uploads(rep, "deal", deal, new Place.InLibrary("signed"), "a.pdf", PDF);
        files.delete(manager.plan(), file.id(), "page");

        assertThat(files.of(rep.plan(), "deal", deal)).isEmpty();
        assertThat(book.hasFile(given.db(), "wkde", deal, "signed")).isFalse();
        assertThatThrownBy(() -> files.open(rep.plan(), file.id())).isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void a_hidden_category_is_nowhere() {
        var deal = deal();
        var file = uploads(manager, "deal", deal, new Place.InLibrary("internal"), "floor price.pdf", PDF);

        assertThat(files.of(rep.plan(), "deal", deal)).isEmpty();
        assertThatThrownBy(() -> files.open(rep.plan(), file.id())).isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> files.delete(rep.plan(), file.id(), "page")).isInstanceOf(Problem.NotFound.class);
        assertThat(catchThrowableOfType(
                                Problem.Malformed.class,
                                () -> uploads(rep, "deal", deal, new Place.InLibrary("internal"), "a.pdf", PDF))
                        .code())
                .isEqualTo("unknown_field");
        assertThat(rep.history("deal", deal)).noneMatch(entry -> entry.action().equals("file"));
        assertThat(manager.history("deal", deal))
                .anyMatch(entry -> entry.action().equals("file"));
    }

    @Test
    void what_a_role_grants_on_other_records_gives_no_file_of_this_one() {
        given.department("west", "company");
        var both = given.person("Wu", "west", "manager", "engineer");
        var deal = deal();
        rep.changes("deal", deal, "members", List.of(both.id().toString()));
        var signed = uploads(rep, "deal", deal, new Place.InLibrary("signed"), "a.pdf", PDF);
        var internal = uploads(manager, "deal", deal, new Place.InLibrary("internal"), "floor price.pdf", PDF);

        // seen as an engineer alone, who reads the signed ones
        assertThat(files.of(both.plan(), "deal", deal)).extracting(FileView::id).containsExactly(signed.id());
        assertThatThrownBy(() -> files.open(both.plan(), internal.id())).isInstanceOf(Problem.NotFound.class);
        assertThat(catchThrowableOfType(
                                Problem.Malformed.class,
                                () -> uploads(both, "deal", deal, new Place.InLibrary("internal"), "b.pdf", PDF))
                        .code())
                .isEqualTo("unknown_field");
        // an engineer may write there, but only a manager of this deal could change it
        assertThat(catchThrowableOfType(
                                Problem.Forbidden.class,
                                () -> uploads(both, "deal", deal, new Place.InLibrary("signed"), "b.pdf", PDF))
                        .code())
                .isEqualTo("not_writable");
        assertThatThrownBy(() -> files.delete(both.plan(), signed.id(), "page")).isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void a_record_out_of_sight_has_no_files() {
        var deal = deal();
        var file = uploads(rep, "deal", deal, new Place.InLibrary("signed"), "a.pdf", PDF);
        var other = given.person("Wang", "company", "rep");

        assertThatThrownBy(() -> files.of(other.plan(), "deal", deal)).isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> files.open(other.plan(), file.id())).isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> uploads(other, "deal", deal, new Place.InLibrary("signed"), "a.pdf", PDF))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void a_reader_in_the_team_adds_no_file() {
        var customer = rep.creates("customer", "name", "Bearing One");
        var guest = given.person("Wang", "company", "rep");
        given.team("customer", customer, guest, false);

        assertThatThrownBy(() -> uploads(guest, "customer", customer, new Place.InLibrary("survey"), "a.pdf", PDF))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    @Tag("A4")
    void a_record_that_is_frozen_keeps_its_files() {
        var deal = deal();
        var file = uploads(rep, "deal", deal, new Place.InLibrary("signed"), "a.pdf", PDF);
        assertThat(file.removable()).isTrue();
        rep.changes("deal", deal, "lost_reason", "too dear");

        assertThat(refused(() -> uploads(rep, "deal", deal, new Place.InLibrary("signed"), "b.pdf", PDF)))
                .isEqualTo("not_writable");
        assertThat(refused(() -> files.delete(rep.plan(), file.id(), "page"))).isEqualTo("not_writable");
        assertThat(files.of(rep.plan(), "deal", deal)).singleElement().matches(kept -> !kept.removable());
        assertThat(files.of(manager.plan(), "deal", deal)).singleElement().matches(FileView::removable);
    }

    @Test
    @Tag("A4")
    void a_role_that_only_looks_adds_files_where_it_may_attach() {
        var customer = rep.creates("customer", "name", "Bearing One");
        var engineer = given.person("Qian", "company", "engineer");
        given.team("customer", customer, engineer, true);
        var deal = rep.creates("deal", "name", "Press", "customer", customer, "members", List.of(engineer.id()));

        assertThat(uploads(engineer, "customer", customer, new Place.InLibrary("survey"), "a.pdf", PDF)
                        .removable())
                .isTrue();
        assertThat(refused(() -> uploads(engineer, "deal", deal, new Place.InLibrary("signed"), "a.pdf", PDF)))
                .isEqualTo("not_writable");
    }

    @Test
    @Tag("A4")
    void a_file_is_removed_by_who_brought_it_owns_the_record_or_leads_the_owner() {
        var customer = rep.creates("customer", "name", "Bearing One");
        var colleague = given.person("Wang", "east", "rep");
        var engineer = given.person("Qian", "company", "engineer");
        given.team("customer", customer, colleague, true);
        given.team("customer", customer, engineer, true);
        var survey = new Place.InLibrary("survey");
        var own = uploads(rep, "customer", customer, survey, "rep.pdf", PDF);
        var theirs = uploads(colleague, "customer", customer, survey, "colleague.pdf", PDF);
        var second = uploads(engineer, "customer", customer, survey, "engineer.pdf", PDF);

        assertThat(refused(() -> files.delete(colleague.plan(), own.id(), "page")))
                .isEqualTo("not_writable");
        assertThat(refused(() -> files.delete(engineer.plan(), own.id(), "page")))
                .isEqualTo("not_writable");
        assertThat(files.of(colleague.plan(), "customer", customer))
                .filteredOn(FileView::removable)
                .extracting(FileView::id)
                .containsExactly(theirs.id());
        files.delete(colleague.plan(), theirs.id(), "page");
        files.delete(rep.plan(), second.id(), "page");
        assertThat(files.of(rep.plan(), "customer", customer))
                .extracting(FileView::id)
                .containsExactly(own.id());
    }

    private static String refused(Runnable doing) {
        return catchThrowableOfType(Problem.Forbidden.class, doing::run).code();
    }

    @Test
    void the_bytes_decide_what_a_file_is() {
        var customer = rep.creates("customer", "name", "Bearing One");
        var survey = new Place.InLibrary("survey");
        var html = "<!DOCTYPE html><html><script>alert(1)</script></html>".getBytes(StandardCharsets.UTF_8);
        var svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>".getBytes(StandardCharsets.UTF_8);
        var program = new byte[] {'M', 'Z', (byte) 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, (byte) 0xff, (byte) 0xff, 0, 0};

        assertThat(uploads(rep, "customer", customer, survey, "no extension", PNG)
                        .type())
                .isEqualTo("image/png");
        assertThat(uploads(rep, "customer", customer, survey, "b.docx", zip("[Content_Types].xml"))
                        .type())
                .endsWith("wordprocessingml.document");
        for (var content : List.of(html, svg, program, zip("run.exe"), new byte[] {1, 2, 3, 4})) {
            for (var name : List.of("a.pdf", "a.png", "a.docx")) {
                assertThatThrownBy(() -> uploads(rep, "customer", customer, survey, name, content))
                        .isInstanceOf(Problem.Limit.class)
                        .matches(problem -> ((Problem.Limit) problem).status() == 415);
            }
        }
    }

    @Test
    void a_page_or_a_script_is_never_shown_by_the_browser() {
        var deal = deal();
        var html = "<html><body>hi</body></html>".getBytes(StandardCharsets.UTF_8);
        var file = uploads(rep, "deal", deal, new Place.InLibrary("signed"), "a.html", html);

        assertThat(file.showsSafely()).isFalse();
        assertThat(file.hasHarmlessType()).isFalse();
    }

    @Test
    void a_file_of_a_field_belongs_to_it_once_its_value_says_so() {
        var thing = rep.creates("thing", "label", "Press");
        var papers = new Place.InField("papers");
        var first = uploads(rep, "thing", thing, papers, "a.pdf", PDF);
        var second = uploads(rep, "thing", thing, papers, "b.pdf", PDF);
        assertThat(files.of(rep.plan(), "thing", thing)).isEmpty();

        sets(rep, thing, first.id());
        assertThat(reader.get(rep.plan(), "thing", thing).fields().get("papers"))
                .isEqualTo(List.of(new FileName(first.id().toString(), "a.pdf", PDF.length, "application/pdf")));
        sets(rep, thing, second.id());
        assertThat(files.of(rep.plan(), "thing", thing))
                .extracting(FileView::id)
                .containsExactly(second.id());
        files.delete(rep.plan(), second.id(), "page");
        assertThat(reader.get(rep.plan(), "thing", thing).fields().get("papers"))
                .isNull();
        assertThatThrownBy(() -> files.open(rep.plan(), second.id())).isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void a_file_can_come_before_its_record() {
        var waiting = uploads(rep, "thing", null, new Place.InField("papers"), "a.pdf", PDF);
        var other = given.person("Wang", "company", "rep");
        assertThatThrownBy(() -> files.open(other.plan(), waiting.id())).isInstanceOf(Problem.NotFound.class);

        var thing = writes(
                rep,
                Change.create(
                        null,
                        Map.of("label", "Press", "papers", List.of(waiting.id().toString()))));
        assertThat(files.of(rep.plan(), "thing", thing)).hasSize(1);
    }

    @Test
    void nobody_takes_over_a_file_by_its_id() {
        var theirs = uploads(rep, "thing", null, new Place.InField("papers"), "a.pdf", PDF);
        var other = given.person("Wang", "company", "rep");

        for (var id : List.of(theirs.id(), UUID.randomUUID())) {
            assertThatThrownBy(() -> writes(
                            other, Change.create(null, Map.of("label", "Mine", "papers", List.of(id.toString())))))
                    .isInstanceOf(Problem.Invalid.class);
        }
    }

    private void sets(Worker worker, UUID thing, UUID file) {
        writes(
                worker,
                Change.update(thing, Map.of("papers", List.of(file.toString())), worker.version("thing", thing)));
    }

    private UUID writes(Worker worker, Change change) {
        return writer.write(worker.person(), WriteRequest.of("thing", change, "page", null))
                .getFirst();
    }

    @Test
    void too_large_a_file_leaves_nothing_behind() throws IOException {
        var thing = rep.creates("thing", "label", "Press");

        assertThatThrownBy(
                        () -> uploads(rep, "thing", thing, new Place.InField("papers"), "a.bin", new byte[1_048_577]))
                .isInstanceOf(Problem.Limit.class)
                .matches(problem -> ((Problem.Limit) problem).status() == 413);
        assertThatThrownBy(() -> uploads(rep, "thing", thing, new Place.InField("papers"), "a.bin", new byte[0]))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(kept()).isEmpty();
    }

    @Test
    void an_upload_cut_short_or_a_full_disk_leaves_nothing_behind() throws IOException {
        var deal = deal();
        var cut = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("the line broke");
                }
                return 1;
            }
        };
        var upload = new Upload("deal", deal, new Place.InLibrary("signed"), "a.pdf");
        assertThatThrownBy(() -> files.upload(rep.plan(), upload, cut, "page")).isInstanceOf(IOException.class);

        var full = over(new FileStore() {
            @Override
            public void put(UUID id, Path content) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public InputStream open(UUID id) {
                return InputStream.nullInputStream();
            }

            @Override
            public void delete(UUID id) {}
        });
        assertThatThrownBy(() -> full.upload(rep.plan(), upload, new ByteArrayInputStream(PDF), "page"))
                .isInstanceOf(IOException.class);
        assertThat(files.of(rep.plan(), "deal", deal)).isEmpty();
        assertThat(kept()).isEmpty();
    }

    @Test
    void files_that_no_record_came_for_are_forgotten() throws IOException {
        uploads(rep, "thing", null, new Place.InField("papers"), "a.pdf", PDF);
        var deal = deal();
        uploads(rep, "deal", deal, new Place.InLibrary("signed"), "b.pdf", PDF);
        assertThat(kept()).hasSize(2);

        given.clock().moves(Duration.ofDays(3));
        files.forgetWaiting(given.clock().instant());
        assertThat(kept()).hasSize(1);
    }

    @Test
    void the_store_forgets_what_an_earlier_process_left_half_written() throws IOException {
        java.nio.file.Files.writeString(folder.resolve("half").resolve("123.part"), "x");
        FolderStore.in(folder);

        assertThat(kept()).isEmpty();
    }

    private static byte[] zip(String entry) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(1);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }
}
