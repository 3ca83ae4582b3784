package org.exeunt.datasets.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.RecordingContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedCifar10Test {
    @TempDir
    Path folder;

    private record Case(String name, Damage damage, ErrorCode code, List<String> mentions) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Damage {
        void to(Path folder) throws IOException;
    }

    static Stream<Case> cases() {
        return Stream.of(
                damaged("no folder", MalformedCifar10Test::delete, Cifar10Source.NO_FOLDER, "not there", "dataset.dir"),
                damaged(
                        "a file in place of the folder",
                        folder -> {
                            delete(folder);
                            Files.createFile(folder);
                        },
                        Cifar10Source.NO_FOLDER,
                        "not a folder"),
                damaged(
                        "no training file",
                        folder -> {
                            Files.delete(folder.resolve("data_batch_1.bin"));
                            Files.delete(folder.resolve("data_batch_2.bin"));
                        },
                        Cifar10Source.NO_FILE,
                        "data_batch_1.bin",
                        "none of the five"),
                damaged(
                        "no test file",
                        folder -> Files.delete(folder.resolve("test_batch.bin")),
                        Cifar10Source.NO_FILE,
                        "test_batch.bin"),
                damaged(
                        "a folder in place of a file",
                        folder -> {
                            Files.delete(folder.resolve("data_batch_2.bin"));
                            Files.createDirectory(folder.resolve("data_batch_2.bin"));
                        },
                        RecordFile.UNREADABLE,
                        "data_batch_2.bin"),
                content("empty file", "data_batch_2.bin", new byte[0], RecordFile.EMPTY, "0 bytes", "offset 0", "3073"),
                content(
                        "last byte cut off",
                        "data_batch_1.bin",
                        Arrays.copyOf(CifarFiles.records(1, 2, 3), 3 * 3073 - 1),
                        RecordFile.TRUNCATED,
                        "record 2 begins at offset 6146 and has 3072 bytes",
                        "expected 3073"),
                content(
                        "one byte too many",
                        "test_batch.bin",
                        Arrays.copyOf(CifarFiles.records(1), 3074),
                        RecordFile.TRUNCATED,
                        "offset 3073 and has 1 bytes"),
                content(
                        "less than a record",
                        "test_batch.bin",
                        new byte[100],
                        RecordFile.TRUNCATED,
                        "offset 0 and has 100 bytes"),
                content(
                        "records of CIFAR-100",
                        "data_batch_1.bin",
                        new byte[2 * 3074],
                        RecordFile.TRUNCATED,
                        "offset 6146 and has 2 bytes"),
                content(
                        "label 10",
                        "data_batch_2.bin",
                        CifarFiles.records(0, 9, 10),
                        RecordFile.WRONG_LABEL,
                        "label 10 at offset 6146",
                        "0 to 9"),
                content(
                        "label 255",
                        "test_batch.bin",
                        CifarFiles.records(255),
                        RecordFile.WRONG_LABEL,
                        "label 255 at offset 0"),
                content(
                        "nine class names",
                        "batches.meta.txt",
                        "a\nb\nc\nd\ne\nf\ng\nh\ni\n".getBytes(StandardCharsets.UTF_8),
                        ClassNames.UNUSABLE,
                        "9 names"),
                content(
                        "one class name twice",
                        "batches.meta.txt",
                        "a\nb\nc\nd\ne\nf\ng\nh\ni\na\n".getBytes(StandardCharsets.UTF_8),
                        ClassNames.UNUSABLE,
                        "9 of them different"),
                content(
                        "class names that are no text",
                        "batches.meta.txt",
                        new byte[] {(byte) 0xFF, (byte) 0xFE, 0},
                        ClassNames.UNUSABLE,
                        "UTF-8"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isReportedWithItsPlace(Case malformed) throws IOException {
        CifarFiles.writeAll(folder);
        malformed.damage().to(folder);
        RecordingContext context = new RecordingContext();
        var source = new Cifar10Plugin().create(new Cifar10Options(folder, Cifar10Options.Scaling.UNIT), context);

        ExeuntException failure = catchThrowableOfType(ExeuntException.class, () -> source.load(new RandomStreams(0)));

        assertThat(failure).as(malformed.name()).isNotNull();
        assertThat(failure.code()).isEqualTo(malformed.code());
        assertThat(failure)
                .hasMessageContaining(folder.toString())
                .hasMessageContainingAll(malformed.mentions().toArray(CharSequence[]::new));
    }

    private static Case damaged(String name, Damage damage, ErrorCode code, String... mentions) {
        return new Case(name, damage, code, List.of(mentions));
    }

    private static Case content(String name, String file, byte[] content, ErrorCode code, String... mentions) {
        List<String> all = Stream.concat(Stream.of(file), Stream.of(mentions)).toList();
        return new Case(name, folder -> CifarFiles.write(folder.resolve(file), content), code, all);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
