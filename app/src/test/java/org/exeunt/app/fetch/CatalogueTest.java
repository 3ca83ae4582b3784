package org.exeunt.app.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    private static final String SHA = "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    @Test
    void knowsWhereDataSetsArePublished() {
        Catalogue own = Catalogue.own();
        assertThat(own.publications())
                .extracting(DatasetArchive::id)
                .containsExactly("agnews", "cifar10", "cifar100", "mnist", "tinyimagenet", "ucihar");
        assertThat(own.publications()).allSatisfy(publication -> {
            assertThat(publication.records()).isPositive();
            assertThat(publication.page()).isNotNull();
            assertThat(publication.terms()).isNotBlank().doesNotContain("\n");
            assertThat(publication.files()).allSatisfy(file -> {
                assertThat(file.sha256()).as("%s", file.url()).hasSize(64);
                assertThat(file.bytes()).isPositive();
            });
        });
        assertThat(own.require("mnist").files()).hasSize(4);
        assertThat(own.find("shapes")).isEmpty();
    }

    @Test
    void anUnknownDataSetIsReportedWithKnownOnes() {
        assertRefused(() -> Catalogue.own().require("imagenet"), Errors.CONFIG_50)
                .withMessageContainingAll("'imagenet'", "cifar10, cifar100", "--catalogue");
    }

    @Test
    void anotherOneCanBeRead() throws IOException {
        Path file = write(
                """
                {"publications": [{"id": "a", "records": 3, "page": "http://example.org/", "terms": "none", "folder": "a b",
                  "files": [{"url": "https://example.org/a.tar.gz?x=1", "bytes": null, "sha256": null, "packing": "tar-gz"}]}]}
                """);
        DatasetArchive publication = Catalogue.read(file).require("a");
        assertThat(publication.files())
                .containsExactly(new RemoteFile(
                        URI.create("https://example.org/a.tar.gz?x=1"), null, null, ArchiveFormat.TAR_GZ, null));
        assertThat(publication.files().get(0).name()).isEqualTo("a.tar.gz");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "|end-of-input",
                "{\"publications\": [|end-of-input",
                "{}|publications are missing",
                "{\"publications\": [], \"more\": 1}|more",
                "{\"publications\": [{\"id\": \"a\"}]}|at least one file",
                "{\"publications\": [{\"id\": \"a\", \"page\": \"http://x/\", \"terms\": \"\", \"folder\": \"../a\", \"files\": [FILE]}]}|'../a'",
                "{\"publications\": [{\"id\": \"a\", \"page\": \"http://x/\", \"terms\": \"\", \"folder\": \"a\", \"files\": [{\"url\": \"ftp://x/y\", \"packing\": \"zip\"}]}]}|ftp://x/y",
                "{\"publications\": [{\"id\": \"a\", \"page\": \"http://x/\", \"terms\": \"\", \"folder\": \"a\", \"files\": [{\"url\": \"http://x/y\"}]}]}|packing",
                "{\"publications\": [{\"id\": \"a\", \"page\": \"http://x/\", \"terms\": \"\", \"folder\": \"a\", \"files\": [{\"url\": \"http://x/y\", \"packing\": \"rar\"}]}]}|rar",
                "{\"publications\": [{\"id\": \"a\", \"page\": \"http://x/\", \"terms\": \"\", \"folder\": \"a\", \"files\": [{\"url\": \"http://x/y\", \"packing\": \"zip\", \"sha256\": \"AB\"}]}]}|AB"
            })
    void aWrongOneIsReported(String text, String mention) throws IOException {
        String content = text == null ? "" : text.replace("FILE", "{\"url\": \"http://x/y\", \"packing\": \"zip\"}");
        Path file = write(content);
        assertRefused(() -> Catalogue.read(file), Errors.CONFIG_51).withMessageContainingAll(file.toString(), mention);
    }

    @Test
    void aMissingOneIsReported() {
        assertRefused(() -> Catalogue.read(folder.resolve("none.json")), Errors.CONFIG_51);
    }

    @Test
    void anotherChecksumReplacesThePublishedOne() {
        DatasetArchive cifar = Catalogue.own().require("cifar10");
        RemoteFile official = cifar.files().get(0);
        assertThat(cifar.withChecksum(SHA).files())
                .containsExactly(new RemoteFile(official.url(), official.bytes(), SHA, ArchiveFormat.TAR_GZ, null));
        assertThat(cifar.withChecksum(official.sha256()).files()).isEqualTo(List.of(official));
    }

    @Test
    void aMirrorHasAPortOrNoColon() {
        DatasetArchive cifar = Catalogue.own().require("cifar10");
        assertRefused(() -> cifar.from("http://host:/cifar.tar.gz"), Errors.CONFIG_52);
        assertThat(cifar.from("http://host:80/cifar.tar.gz").files()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
                "xyz0456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void aChecksumIsSixtyFourDigits(String sha256) {
        DatasetArchive cifar = Catalogue.own().require("cifar10");
        assertRefused(() -> cifar.withChecksum(sha256), Errors.CONFIG_52);
    }

    @Test
    void oneChecksumIsForOneFile() {
        DatasetArchive mnist = Catalogue.own().require("mnist");
        assertRefused(() -> mnist.withChecksum(SHA), Errors.CONFIG_52).withMessageContaining("has 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "mirror", "http://", "http://[", "ftp://example.org/x"})
    void anAddressUsesHttp(String from) {
        DatasetArchive cifar = Catalogue.own().require("cifar10");
        assertRefused(() -> cifar.from(from), Errors.CONFIG_52).withMessageContaining(from);
    }

    @Test
    void anAddressHasNoPassword() {
        DatasetArchive cifar = Catalogue.own().require("cifar10");
        for (String from : List.of("https://user:hunter2@example.org/x", "https://us er:hunter2@example.org/x")) {
            ExeuntException failure = catchThrowableOfType(ExeuntException.class, () -> cifar.from(from));
            assertThat(failure.code()).isEqualTo(Errors.CONFIG_52.code());
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).contains("example.org/x").doesNotContain("hunter2");
        }
    }

    private static ThrowableAssertAlternative<ExeuntException> assertRefused(ThrowingCallable call, Errors error) {
        return assertThatExceptionOfType(ExeuntException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(error.code()));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("catalogue.json"), text);
    }
}
