package org.exeunt.app.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.Directories;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testkit.hostile.HostileJson;
import org.exeunt.testkit.hostile.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged archives and catalogues are refused with a message, or unpacked within the target folder alone. */
class SpoiltArchiveTest {
    private static final List<String> NAMES = List.of(
            "a",
            "a/b",
            "a/b/c.txt",
            "a/",
            "../x",
            "a/../../x",
            "/tmp/exeunt-spoilt",
            "a/./b",
            ".",
            "..",
            "a\0b",
            "\uD800",
            "ü",
            "a\\b",
            "a:b",
            "x".repeat(120),
            "d/".repeat(60) + "e",
            " ",
            "a/ ");

    @TempDir
    Path root;

    @Test
    void tarArchives() throws IOException {
        fuzz("tar-gz", ArchiveFormat.TAR_GZ, random -> {
            byte[] tar = unpacked(Archives.tarGz(archive -> fill(archive, random)));
            return random.nextBoolean() ? Mutations.of(packed(tar), random) : packed(spoiltHeaders(tar, random));
        });
    }

    private static void fill(TarArchiveOutputStream tar, RandomGenerator random) throws IOException {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX + random.nextInt(2) * -1);
        tar.setAddPaxHeadersForNonAsciiNames(random.nextBoolean());
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            byte[] kinds = {TarArchiveEntry.LF_SYMLINK, TarArchiveEntry.LF_LINK, TarArchiveEntry.LF_FIFO};
            if (random.nextInt(10) == 0) {
                Archives.addSpecial(tar, name, kinds[random.nextInt(kinds.length)], "..");
            } else if (name.endsWith("/")) {
                Archives.addSpecial(tar, name, TarArchiveEntry.LF_DIR, "");
            } else {
                Archives.add(tar, name, new byte[random.nextInt(2_000)]);
            }
        }
    }

    /** Fixes header checksums, so that parsing gets further. */
    private static byte[] spoiltHeaders(byte[] tar, RandomGenerator random) {
        byte[] spoilt = tar.clone();
        int block = 512 * random.nextInt(Math.max(1, tar.length / 512));
        int field = random.nextInt(500);
        byte[] changed = Mutations.of(Arrays.copyOfRange(spoilt, block + field, block + 512), random);
        System.arraycopy(changed, 0, spoilt, block + field, Math.min(changed.length, 512 - field));
        Arrays.fill(spoilt, block + 148, block + 156, (byte) ' ');
        int sum = 0;
        for (int i = block; i < block + 512; i++) {
            sum += spoilt[i] & 0xFF;
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, spoilt, block + 148, 8);
        return spoilt;
    }

    private static byte[] packed(byte[]... contents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream pack = new GZIPOutputStream(bytes)) {
            for (byte[] content : contents) {
                pack.write(content);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return content.readAllBytes();
        }
    }

    @Test
    void zipArchives() throws IOException {
        fuzz("zip", ArchiveFormat.ZIP, random -> {
            byte[] zip = Archives.zip(archive -> fill(archive, random));
            return random.nextInt(4) == 0 ? zip : Mutations.of(zip, random);
        });
    }

    private static void fill(ZipArchiveOutputStream zip, RandomGenerator random) throws IOException {
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            Archives.add(zip, NAMES.get(random.nextInt(NAMES.size())), new byte[random.nextInt(2_000)]);
        }
    }

    private interface Making {
        byte[] by(RandomGenerator random) throws IOException;
    }

    private void fuzz(String kind, ArchiveFormat packing, Making making) throws IOException {
        Path archive = root.resolve("archive");
        System.out.println(HostileInput.of(kind, 400).read((random, where) -> {
            where.is("archive");
            Path target = Files.createDirectory(root.resolve("target"));
            try {
                Files.write(archive, making.by(random));
                Unpacking.unpack(archive, packing, target);
            } finally {
                requireOnlyBelow(target);
                Directories.delete(target);
            }
        }));
    }

    private void requireOnlyBelow(Path target) throws IOException {
        try (Stream<Path> beside = Files.list(root)) {
            assertThat(beside.map(path -> path.getFileName().toString())).isSubsetOf("archive", "target");
        }
        try (Stream<Path> below = Files.walk(target)) {
            assertThat(below).allMatch(path -> Files.isRegularFile(path) || Files.isDirectory(path));
        }
        assertThat(Path.of("/tmp/exeunt-spoilt")).doesNotExist();
    }

    @Test
    void catalogues() throws IOException {
        JsonNode catalogue = new ObjectMapper().readTree(Catalogue.class.getResourceAsStream("catalogue.json"));
        Path file = root.resolve("catalogue.json");
        System.out.println(HostileInput.of("catalogue", 1_000).read((random, where) -> {
            where.is("catalogue.json");
            Files.write(file, HostileJson.of(catalogue, random));
            for (DatasetArchive publication : Catalogue.read(file).publications()) {
                for (RemoteFile each : publication.files()) {
                    assertThat(root.resolve(each.name() + ".part").normalize().getParent())
                            .isEqualTo(root);
                }
            }
        }));
    }

    /** A name of 64 MiB in 64 KiB; one of 2 GiB would be no larger a thing to send. */
    @Test
    void aNameWithoutEndIsRefused() throws IOException {
        byte[] header = unpacked(Archives.tarGz(tar -> Archives.addSpecial(tar, "././@LongLink", (byte) 'L', "")));
        byte[] million = new byte[1 << 20];
        Arrays.fill(million, (byte) 'x');
        byte[][] parts = new byte[1 + 64][];
        Arrays.fill(parts, million);
        parts[0] = Arrays.copyOf(header, 512);
        byte[] size = String.format("%011o\0", 64L << 20).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, parts[0], 124, 12);
        withChecksum(parts[0]);
        Path archive = Files.write(root.resolve("archive"), packed(parts));
        assertThatThrownBy(() -> Unpacking.unpack(archive, ArchiveFormat.TAR_GZ, root))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("archive", "header");
    }

    private static void withChecksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xFF;
        }
        ByteBuffer.wrap(header).put(148, String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII));
    }
}
