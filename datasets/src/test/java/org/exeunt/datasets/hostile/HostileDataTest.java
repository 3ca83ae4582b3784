package org.exeunt.datasets.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.agnews.AgNewsSource;
import org.exeunt.datasets.cifar.CifarSource;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.datasets.mnist.MnistSource;
import org.exeunt.datasets.tinyimagenet.TinyImageNetSource;
import org.exeunt.datasets.ucihar.UciHarSource;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testsupport.DecoyDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of data sets are rejected with an error, or all examples can be read. */
class HostileDataTest {
    @TempDir
    Path folder;

    @Test
    void cifar10() throws IOException {
        HostileFolder.in(folder)
                .with("data_batch_1.bin", new byte[2 * 3073])
                .with("test_batch.bin", new byte[3073])
                .with("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n")
                .fuzz(HostileInput.of("cifar10", 1_000), cifar());
    }

    private DatasetSource cifar() {
        return new CifarSource.Cifar10Plugin()
                .create(new ImageSetOptions(folder, Scaling.UNIT), new RecordingContext());
    }

    @Test
    void cifar100() throws IOException {
        HostileFolder.in(folder)
                .with("train.bin", new byte[2 * 3074])
                .with("test.bin", new byte[3074])
                .fuzz(
                        HostileInput.of("cifar100", 500),
                        new CifarSource.Cifar100Plugin()
                                .create(new ImageSetOptions(folder, Scaling.NORM_STATS), new RecordingContext()));
    }

    @Test
    void mnist() throws IOException {
        HostileFolder.in(folder)
                .with("train-images-idx3-ubyte", images(2))
                .with("train-labels-idx1-ubyte", labels(2))
                .with("t10k-images-idx3-ubyte.gz", Packed.of(images(1)))
                .with("t10k-labels-idx1-ubyte.gz", Packed.of(labels(1)))
                .fuzz(HostileInput.of("mnist", 1_000), digits());
    }

    private DatasetSource digits() {
        return new MnistSource.Provider().create(new ImageSetOptions(folder, Scaling.UNIT), new RecordingContext());
    }

    private static byte[] images(int count) {
        return ByteBuffer.allocate(16 + count * 784)
                .putInt(0x803)
                .putInt(count)
                .putInt(28)
                .putInt(28)
                .array();
    }

    private static byte[] labels(int count) {
        return ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count).array();
    }

    @Test
    void agNews() throws IOException {
        HostileFolder.in(folder)
                .with("train.csv", "\"3\",\"Oil up\",\"Oil\\is \"\"up\"\", again.\\\"\n\"1\",\"Vote\",\"Oil,\nvote\"\n")
                .with("train_untitled.csv", "Class Index,Title,Description\n4,,Robots vote\n")
                .with("test.csv", "\"2\",\"Cup\",\"Up\"")
                .fuzz(
                        HostileInput.of("agnews", 1_000),
                        new AgNewsSource.Provider()
                                .create(
                                        new AgNewsSource.Options(
                                                folder, AgNewsSource.Options.Text.TITLE_AND_DESCRIPTION, 8, 20, true),
                                        new RecordingContext()));
    }

    @Test
    void tinyImageNet() throws IOException {
        HostileFolder.in(folder)
                .with("wnids.txt", "n01641577\nn01443537\n")
                .with("words.txt", "n01443537\tgoldfish, Carassius auratus\n")
                .with("train/n01443537/images/n01443537_0.JPEG", Picture.of("jpeg", BufferedImage.TYPE_INT_RGB, 64))
                .with("train/n01641577/images/n01641577_0.JPEG", Picture.of("jpeg", BufferedImage.TYPE_BYTE_GRAY, 64))
                .with("val/images/val_0.JPEG", Picture.of("jpeg", BufferedImage.TYPE_INT_RGB, 64))
                .with("val/val_annotations.txt", "val_0.JPEG\tn01443537\t1\t2\t3\t4\n")
                .fuzz(
                        HostileInput.of("tinyimagenet", 500),
                        new TinyImageNetSource.Provider()
                                .create(new ImageSetOptions(folder, Scaling.UNIT), new RecordingContext()));
    }

    @Test
    void uciHar() throws IOException {
        HostileFolder har = HostileFolder.in(folder);
        String row = " 1.0e-2".repeat(128) + "\n";
        for (String part : new String[] {"train", "test"}) {
            har.with("%1$s/y_%1$s.txt".formatted(part), "5\n1\n")
                    .with("%1$s/subject_%1$s.txt".formatted(part), "7\n30\n");
            for (String sensor : new String[] {"body_acc", "body_gyro", "total_acc"}) {
                for (String axis : new String[] {"x", "y", "z"}) {
                    har.with("%1$s/Inertial Signals/%2$s_%3$s_%1$s.txt".formatted(part, sensor, axis), row + row);
                }
            }
        }
        har.fuzz(
                HostileInput.of("ucihar", 200),
                new UciHarSource.Provider().create(new UciHarSource.Options(folder), new RecordingContext()));
    }

    /** A sparse file of several gigabytes is rejected without reading it. */
    @Test
    void rejectsOversizedFilesWithoutReading() throws IOException {
        HostileFolder.in(folder).with("test_batch.bin", new byte[3073]);
        try (RandomAccessFile huge =
                new RandomAccessFile(folder.resolve("data_batch_1.bin").toFile(), "rw")) {
            huge.setLength(3073L * 1_000_000);
        }
        assertThatThrownBy(() -> cifar().load(new RandomStreams(0)))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("data_batch_1.bin", "3,073,000,000 bytes");
    }

    @Test
    void doesNotReadADevice() throws IOException {
        DecoyDevice.ZERO.createOrPipe(folder.resolve("data_batch_1.bin"));
        assertThatThrownBy(() -> cifar().load(new RandomStreams(0)))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("data_batch_1.bin", "no regular file");
    }

    @Test
    void rejectsADecompressionBomb() throws IOException {
        byte[][] parts = new byte[1 + 100][1_000_000];
        parts[0] = ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(100_000_000 / 784)
                .putInt(28)
                .putInt(28)
                .array();
        Arrays.fill(parts, 1, parts.length, parts[1]);
        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), Packed.of(parts));
        assertThatThrownBy(() -> digits().load(new RandomStreams(0)))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("train-images-idx3-ubyte.gz", "times");
    }

    @Test
    void aClassWithoutAWordHasItsIdAsName() throws IOException {
        tinyFolder().with("words.txt", "n01443537\t,\nn01641577\t\n");
        assertThat(new TinyImageNetSource.Provider()
                        .create(new ImageSetOptions(folder, Scaling.UNIT), new RecordingContext())
                        .load(new RandomStreams(0))
                        .classNames())
                .containsExactly("n01443537", "n01641577");
    }

    private HostileFolder tinyFolder() throws IOException {
        HostileFolder tiny = HostileFolder.in(folder).with("wnids.txt", "n01641577\nn01443537\n");
        for (String id : new String[] {"n01443537", "n01641577"}) {
            tiny.with(
                    "train/%1$s/images/%1$s_0.JPEG".formatted(id), Picture.of("jpeg", BufferedImage.TYPE_INT_RGB, 64));
        }
        return tiny.with("val/images/val_0.JPEG", Picture.of("jpeg", BufferedImage.TYPE_INT_RGB, 64))
                .with("val/val_annotations.txt", "val_0.JPEG\tn01443537\t1\t2\t3\t4\n");
    }
}
