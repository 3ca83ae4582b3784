package org.exeunt.app.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.StatusLine;
import org.exeunt.runtime.store.files.LockFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
    private static final String LOCK = ".fetching-digits.lock";
    private static final String FOLDER = "digits";
    private static final byte[] DATA = noise(50_000);
    private static final byte[] ARCHIVE = Archives.tarGz(tar -> Archives.add(tar, FOLDER + "/train.bin", DATA));
    private static final String ARCHIVE_SHA = Archives.sha256(ARCHIVE);

    @TempDir
    Path root;

    private final LoopbackServer server = new LoopbackServer();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final StatusLine status =
            new StatusLine(new PrintStream(printed, true, StandardCharsets.UTF_8), false, 80, false);

    @AfterEach
    void stop() {
        server.close();
    }

    /** Bytes that cannot be compressed; seed 5. */
    private static byte[] noise(int count) {
        byte[] noise = new byte[count];
        new Random(5).nextBytes(noise);
        return noise;
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private Path dir() {
        return root.resolve("data");
    }

    private DatasetArchive published(byte[] archive, String sha256, ArchiveFormat packing, String inner) {
        return publication(new RemoteFile(server.put("digits.tar.gz", archive), null, sha256, packing, inner));
    }

    private static DatasetArchive publication(RemoteFile... files) {
        return new DatasetArchive("digits", 1, URI.create("http://example.org/"), "none", FOLDER, List.of(files));
    }

    private Fetched fetch(DatasetArchive publication) {
        return new Fetch(publication, dir(), status).run();
    }

    private ThrowableAssertAlternative<ExeuntException> assertRefused(DatasetArchive publication, Errors error) {
        return assertThatExceptionOfType(ExeuntException.class)
                .isThrownBy(() -> fetch(publication))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(error.code()));
    }

    /** Returns all files under the temporary folder but the lock, relative to the data folder. */
    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return new ArrayList<>(all.filter(Files::isRegularFile)
                    .map(file -> dir().relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.equals(LOCK))
                    .sorted()
                    .toList());
        }
    }

    private void assertFetched() throws IOException {
        assertThat(files()).containsExactly(FOLDER + "/train.bin");
        assertThat(Files.readAllBytes(dir().resolve(FOLDER).resolve("train.bin")))
                .isEqualTo(DATA);
        assertThat(dir().toFile().list()).containsExactlyInAnyOrder(FOLDER, LOCK);
    }

    @Test
    void anArchiveIsVerifiedUnpackedAndMoved() throws IOException {
        Fetched fetched = fetch(published(ARCHIVE, ARCHIVE_SHA, ArchiveFormat.TAR_GZ, null));

        assertFetched();
        assertThat(fetched.folder()).isEqualTo(dir().resolve(FOLDER));
        assertThat(fetched.alreadyThere()).isFalse();
        assertThat(fetched.files())
                .containsExactly(new Fetched.File("digits.tar.gz", ARCHIVE.length, ARCHIVE_SHA, true));
        assertThat(printed()).startsWith("digits.tar.gz: fetching").doesNotContain("warning");
    }

    @Test
    void anExistingFolderIsNotChanged() throws IOException {
        Files.writeString(Files.createDirectories(dir().resolve(FOLDER)).resolve("mine"), "x");

        assertThat(fetch(published(ARCHIVE, ARCHIVE_SHA, ArchiveFormat.TAR_GZ, null))
                        .alreadyThere())
                .isTrue();
        assertThat(files()).containsExactly(FOLDER + "/mine");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anUnpublishedChecksumIsReported() throws IOException {
        Fetched fetched = fetch(published(ARCHIVE, null, ArchiveFormat.TAR_GZ, null));

        assertFetched();
        assertThat(fetched.files().get(0).verified()).isFalse();
        assertThat(printed()).contains("warning: ", ARCHIVE_SHA, "was not verified");
    }

    /** Checks that only the lock file is left. */
    private void assertNothingKept() {
        assertThat(dir().toFile().list()).containsExactly(LOCK);
    }

    @Test
    void anotherFileIsDeleted() {
        assertRefused(published(ARCHIVE, Archives.sha256(DATA), ArchiveFormat.TAR_GZ, null), Errors.DATA_50)
                .withMessageContainingAll(ARCHIVE_SHA, Archives.sha256(DATA), "--sha256");
        assertNothingKept();
    }

    @Test
    void aBrokenConnectionIsReportedAndLeavesNoFiles() throws IOException {
        server.cut(10_000);
        DatasetArchive publication = published(ARCHIVE, ARCHIVE_SHA, ArchiveFormat.TAR_GZ, null);

        assertRefused(publication, Errors.RESOURCE_50)
                .withMessageContainingAll("/digits.tar.gz cannot be downloaded", "--mirror");
        assertNothingKept();
        server.cut(Integer.MAX_VALUE);
        fetch(publication);
        assertFetched();
    }

    @Test
    void anIdleConnectionIsConsideredBroken() {
        server.stall(10_000);
        DatasetArchive publication = published(ARCHIVE, ARCHIVE_SHA, ArchiveFormat.TAR_GZ, null);

        ExeuntException failure = catchThrowableOfType(
                ExeuntException.class, () -> new Fetch(publication, dir(), Duration.ofSeconds(1), status).run());

        assertThat(failure.code()).isEqualTo(Errors.RESOURCE_50.code());
        assertNothingKept();
    }

    @Test
    void whatAKilledProcessLeftIsDeleted() throws IOException {
        Files.createDirectories(dir().resolve(".fetching-digits").resolve(FOLDER));
        Files.writeString(dir().resolve(".fetching-digits").resolve(FOLDER).resolve("half"), "x");

        fetch(published(ARCHIVE, ARCHIVE_SHA, ArchiveFormat.TAR_GZ, null));

        assertFetched();
    }

    /** An archive whose checksum is not published may be anybody's. */
    @Test
    void anArchiveWritesOnlyFilesInItsFolder() throws IOException {
        byte[] outside = Archives.tarGz(tar -> Archives.add(tar, "../../evil", DATA));
        assertRefused(published(outside, null, ArchiveFormat.TAR_GZ, null), Errors.DATA_52);
        assertThat(files()).isEmpty();

        byte[] link = Archives.tarGz(tar -> {
            Archives.addLink(tar, FOLDER + "/link", "/etc");
            Archives.add(tar, FOLDER + "/train.bin", DATA);
        });
        fetch(published(link, null, ArchiveFormat.TAR_GZ, null));
        assertThat(dir().resolve(FOLDER).resolve("link"))
                .isRegularFile()
                .satisfies(file -> assertThat(Files.isSymbolicLink(file)).isFalse());
    }

    @Test
    void aRefusalIsReported() {
        assertRefused(
                        publication(new RemoteFile(server.address("gone"), null, null, ArchiveFormat.ZIP, null)),
                        Errors.RESOURCE_50)
                .withMessageContainingAll("/gone", "status 404");
        assertThat(server.requests()).hasSize(1);
        assertNothingKept();
    }

    @Test
    void anUnreachableServerIsReported() {
        URI unreachable = server.address("digits.zip");
        server.close();

        assertRefused(publication(new RemoteFile(unreachable, null, null, ArchiveFormat.ZIP, null)), Errors.RESOURCE_50)
                .withMessageContainingAll(unreachable.toString(), "cannot be connected to");
        assertNothingKept();
    }

    @Test
    void plainFilesAreCollectedInTheFolder() throws IOException {
        URI images = server.put("official/images.gz", DATA);
        URI labels = server.put("official/labels.gz", new byte[] {7});

        fetch(publication(
                new RemoteFile(images, (long) DATA.length, Archives.sha256(DATA), ArchiveFormat.NONE, null),
                new RemoteFile(labels, 1L, Archives.sha256(new byte[] {7}), ArchiveFormat.NONE, null)));

        assertThat(files()).containsExactly(FOLDER + "/images.gz", FOLDER + "/labels.gz");
    }

    @Test
    void filesCanComeFromAMirror() throws IOException {
        server.put("mirror/images.gz", DATA);
        DatasetArchive publication = publication(
                new RemoteFile(server.address("images.gz"), null, Archives.sha256(DATA), ArchiveFormat.NONE, null),
                new RemoteFile(
                        server.address("labels.gz"), null, Archives.sha256(new byte[] {7}), ArchiveFormat.NONE, null));
        server.put("mirror/labels.gz", new byte[] {7});

        fetch(publication.from(server.address("mirror").toString()));

        assertThat(files()).containsExactly(FOLDER + "/images.gz", FOLDER + "/labels.gz");
        assertThat(server.requests()).containsExactly("/mirror/images.gz", "/mirror/labels.gz");
    }

    @Test
    void anArchiveInAnArchiveIsUnpackedToo() throws IOException {
        byte[] inner = Archives.zip(zip -> {
            Archives.add(zip, FOLDER + "/train.bin", DATA);
            Archives.add(zip, "__MACOSX/rubbish", new byte[1]);
        });
        byte[] outer = Archives.zip(zip -> {
            Archives.add(zip, "inner.zip", inner);
            Archives.add(zip, "names.txt", new byte[1]);
        });

        fetch(published(outer, Archives.sha256(outer), ArchiveFormat.ZIP, "inner.zip"));

        assertFetched();
    }

    @Test
    void anArchiveWithoutTheFolderIsRefused() {
        byte[] other = Archives.tarGz(tar -> Archives.add(tar, "letters/train.bin", DATA));

        assertRefused(published(other, Archives.sha256(other), ArchiveFormat.TAR_GZ, null), Errors.DATA_52)
                .withMessageContainingAll("'digits'", "letters");
        assertNothingKept();
    }

    @Test
    void aTruncatedArchiveIsRefused() {
        byte[] half = Arrays.copyOf(ARCHIVE, ARCHIVE.length / 2);

        assertRefused(published(half, Archives.sha256(half), ArchiveFormat.TAR_GZ, null), Errors.DATA_52);
        assertNothingKept();
    }

    @Test
    void aPageInPlaceOfAnArchiveIsRefused() {
        byte[] page = "<html>Not found</html>".getBytes(StandardCharsets.UTF_8);

        assertRefused(published(page, null, ArchiveFormat.TAR_GZ, null), Errors.DATA_52);
        assertRefused(published(page, null, ArchiveFormat.ZIP, null), Errors.DATA_52);
        assertNothingKept();
    }

    @Test
    void twoProcessesDoNotFetchTheSame() throws IOException {
        LockFile other =
                LockFile.take(Files.createDirectories(dir()).resolve(LOCK)).orElseThrow();
        try (other) {
            assertRefused(published(ARCHIVE, ARCHIVE_SHA, ArchiveFormat.TAR_GZ, null), Errors.RESOURCE_20);
            assertThat(server.requests()).isEmpty();
        }
        fetch(published(ARCHIVE, ARCHIVE_SHA, ArchiveFormat.TAR_GZ, null));
        assertFetched();
    }
}
