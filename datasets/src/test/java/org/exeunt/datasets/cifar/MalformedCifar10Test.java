package org.exeunt.datasets.cifar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.exeunt.datasets.Damage;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedCifar10Test {
    @TempDir
    Path folder;

    static Stream<Damage> cases() {
        return Stream.concat(
                Damage.ofTheFolder(),
                Stream.of(
                        Damage.of(
                                "no training file",
                                folder -> {
                                    Files.delete(folder.resolve("data_batch_1.bin"));
                                    Files.delete(folder.resolve("data_batch_2.bin"));
                                },
                                DataErrors.NO_FILE,
                                "data_batch_1.bin",
                                "no training file"),
                        Damage.removed("test_batch.bin"),
                        Damage.folderInPlaceOf("data_batch_2.bin"),
                        Damage.content("empty file", "data_batch_2.bin", new byte[0], DataErrors.EMPTY, "0 bytes"),
                        Damage.content(
                                "test file that is a training file",
                                "test_batch.bin",
                                CifarFiles.records(4),
                                DataErrors.CONTRADICTION,
                                "data_batch_2.bin and test_batch.bin",
                                "same content"),
                        Damage.content(
                                "last byte cut off",
                                "data_batch_1.bin",
                                Arrays.copyOf(CifarFiles.records(1, 2, 3), 3 * 3073 - 1),
                                DataErrors.TRUNCATED,
                                "record 2 starts at offset 6146 and has 3072 bytes",
                                "expected 3073"),
                        Damage.content(
                                "one byte too many",
                                "test_batch.bin",
                                Arrays.copyOf(CifarFiles.records(1), 3074),
                                DataErrors.TRUNCATED,
                                "offset 3073 and has 1 bytes"),
                        Damage.content(
                                "less than a record",
                                "test_batch.bin",
                                new byte[100],
                                DataErrors.TRUNCATED,
                                "offset 0 and has 100 bytes"),
                        Damage.content(
                                "records of CIFAR-100",
                                "data_batch_1.bin",
                                new byte[2 * 3074],
                                DataErrors.TRUNCATED,
                                "offset 6146 and has 2 bytes"),
                        Damage.content(
                                "label 10",
                                "data_batch_2.bin",
                                CifarFiles.records(0, 9, 10),
                                DataErrors.WRONG_LABEL,
                                "label 10 at offset 6146",
                                "0 to 9"),
                        Damage.content(
                                "label 255",
                                "test_batch.bin",
                                CifarFiles.records(255),
                                DataErrors.WRONG_LABEL,
                                "label 255 at offset 0"),
                        Damage.text(
                                "nine class names",
                                "batches.meta.txt",
                                "a\nb\nc\nd\ne\nf\ng\nh\ni\n",
                                DataErrors.CLASS_NAMES,
                                "9 names"),
                        Damage.text(
                                "one class name twice",
                                "batches.meta.txt",
                                "a\nb\nc\nd\ne\nf\ng\nh\ni\na\n",
                                DataErrors.CLASS_NAMES,
                                "9 of them distinct"),
                        Damage.content(
                                "class names that are no text",
                                "batches.meta.txt",
                                "airplane\n\u00e9".getBytes(StandardCharsets.ISO_8859_1),
                                DataErrors.NOT_TEXT,
                                "UTF-8",
                                "line 2")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reportsTheLocationOfDamage(Damage damage) throws IOException {
        CifarFiles.writeAll(folder);
        damage.assertReported(
                folder,
                new CifarSource.Cifar10Plugin()
                        .create(new ImageSetOptions(folder, Scaling.UNIT), new RecordingContext()));
    }
}
