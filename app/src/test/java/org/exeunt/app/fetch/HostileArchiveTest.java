package org.exeunt.app.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives that try to write outside their folder, or without limit. */
class HostileArchiveTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path root;

    private record Case(String name, ArchiveFormat packing, byte[] archive, String why) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                tar("upwards", tar -> Archives.add(tar, "a/../../x", CONTENT), "outside"),
                tar("upwards and back", tar -> Archives.add(tar, "../target/x", CONTENT), "outside"),
                tar("upwards within", tar -> Archives.add(tar, "a/../x", CONTENT), "outside"),
                tar("absolute", tar -> Archives.add(tar, "/tmp/exeunt-hostile", CONTENT), "outside"),
                tar("upwards by backslashes", tar -> Archives.add(tar, "..\\x", CONTENT), "not plain"),
                tar("a drive", tar -> Archives.add(tar, "C:/x", CONTENT), "not plain"),
                tar("a control character", tar -> Archives.add(tar, "a\u0007b", CONTENT), "'a?b'"),
                tar(
                        "a symbolic link",
                        tar -> {
                            Archives.addSpecial(tar, "a", TarArchiveEntry.LF_SYMLINK, "..");
                            Archives.add(tar, "a/x", CONTENT);
                        },
                        "link"),
                tar(
                        "a hard link",
                        tar -> Archives.addSpecial(tar, "a", TarArchiveEntry.LF_LINK, "/etc/passwd"),
                        "link"),
                tar("a pipe", tar -> Archives.addSpecial(tar, "a", TarArchiveEntry.LF_FIFO, ""), "device"),
                tar("a device", tar -> Archives.addSpecial(tar, "a", TarArchiveEntry.LF_CHR, ""), "device"),
                tar(
                        "a name twice",
                        tar -> {
                            Archives.add(tar, "a", CONTENT);
                            Archives.add(tar, "a", CONTENT);
                        },
                        "twice"),
                tar(
                        "a file in place of a folder",
                        tar -> {
                            Archives.add(tar, "a/b", CONTENT);
                            Archives.add(tar, "a", CONTENT);
                        },
                        "twice"),
                tar("zeros without end", tar -> Archives.add(tar, "a", new byte[30_000_000]), "20 times"),
                zip("upwards in zip", zip -> Archives.add(zip, "a/../../x", CONTENT), "outside"),
                zip("absolute in zip", zip -> Archives.add(zip, "/tmp/exeunt-hostile", CONTENT), "outside"),
                zip("a link in zip", zip -> Archives.addLink(zip, "a", ".."), "link"),
                zip("zeros without end in zip", zip -> Archives.add(zip, "a", new byte[30_000_000]), "20 times"),
                zip(
                        "many files of zeros",
                        zip -> {
                            for (int i = 0; i < 30; i++) {
                                Archives.add(zip, "a" + i, new byte[1_000_000]);
                            }
                        },
                        "20 times"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedAndWritesNothingElsewhere(Case hostile) throws IOException {
        Path target = Files.createDirectory(root.resolve("target"));
        Path archive = Files.write(root.resolve("archive"), hostile.archive());

        ExeuntException failure =
                catchThrowableOfType(ExeuntException.class, () -> Unpacking.unpack(archive, hostile.packing(), target));

        assertThat(failure).as(hostile.name()).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(FetchErrors.HOSTILE);
        assertThat(failure).hasMessageContainingAll(hostile.why(), "Nothing of it was kept");
        assertThat(root).isDirectoryNotContaining(path -> !path.equals(target) && !path.equals(archive));
        assertThat(Path.of("/tmp/exeunt-hostile")).doesNotExist();
    }

    @Test
    void friendlyNamesAreKept() throws IOException {
        Path target = Files.createDirectory(root.resolve("target"));
        Path archive = Files.write(
                root.resolve("archive"), Archives.tarGz(tar -> Archives.add(tar, "./UCI HAR/..a/b..txt", CONTENT)));

        Unpacking.unpack(archive, ArchiveFormat.TAR_GZ, target);

        assertThat(Files.readAllBytes(target.resolve("UCI HAR/..a/b..txt"))).isEqualTo(CONTENT);
    }

    private static Case tar(String name, Archives.Filling<TarArchiveOutputStream> filling, String why) {
        return new Case(name, ArchiveFormat.TAR_GZ, Archives.tarGz(filling), why);
    }

    private static Case zip(String name, Archives.Filling<ZipArchiveOutputStream> filling, String why) {
        return new Case(name, ArchiveFormat.ZIP, Archives.zip(filling), why);
    }
}
