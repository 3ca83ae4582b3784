package org.exeunt.it.support;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small data sets of random records in the formats of published ones. */
public final class SampledData {
    private static final int SUBJECTS = 6;
    private static final int WINDOWS = 60;

    private final Path folder;
    private final Random random = new Random(3);

    /** Creates samples in {@code folder}. */
    public SampledData(Path folder) {
        this.folder = folder;
    }

    /** Writes a sample of a data set, such as {@code cifar10}, and returns its folder or file. */
    public Path of(String dataset) {
        Path to = folder.resolve(dataset);
        try {
            switch (dataset) {
                case "cifar10" -> {
                    records(to.resolve("data_batch_1.bin"), 240, 1, 10);
                    records(to.resolve("test_batch.bin"), 60, 1, 10);
                }
                case "cifar100" -> {
                    records(to.resolve("train.bin"), 240, 2, 100);
                    records(to.resolve("test.bin"), 60, 2, 100);
                }
                case "mnist" -> {
                    idx(to, "train", 400);
                    idx(to, "t10k", 100);
                }
                case "tinyimagenet" -> tinyImageNet(to);
                case "agnews" -> {
                    news(to.resolve("train.csv"), 240);
                    news(to.resolve("test.csv"), 60);
                }
                case "ucihar" -> {
                    write(to.resolve("activity_labels.txt"), List.of("1 A", "2 B", "3 C", "4 D", "5 E", "6 F"));
                    signals(to, "train", 1, SUBJECTS);
                    signals(to, "test", 21, 2);
                }
                case "image-folder" -> {
                    for (int i = 0; i < 60; i++) {
                        picture(to.resolve(List.of("cat", "cow", "dog").get(i % 3))
                                .resolve(i + ".jpg"));
                    }
                }
                case "csv", "text" -> {
                    return write(folder.resolve(dataset.equals("csv") ? "table.csv" : "texts.csv"), table());
                }
                case "arrays" -> {
                    byte[] labels = new byte[60];
                    for (int i = 0; i < labels.length; i++) {
                        labels[i] = (byte) (i % 3);
                    }
                    array(to.resolve("x.npy"), "(60, 8)", bytes(60 * 8));
                    array(to.resolve("y.npy"), "(60,)", labels);
                }
                default -> throw new IllegalArgumentException("no sample of " + dataset);
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Path write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private static Path write(Path file, List<String> lines) throws IOException {
        return write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void records(Path file, int count, int labels, int classes) throws IOException {
        int size = labels + 3072;
        byte[] bytes = bytes(size * count);
        for (int i = 0; i < count; i++) {
            bytes[i * size] = (byte) (labels == 1 ? i % classes : i % 20);
            bytes[i * size + labels - 1] = (byte) (i % classes);
        }
        write(file, bytes);
    }

    private void idx(Path to, String part, int count) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
        images.putInt(0x803).putInt(count).putInt(28).putInt(28).put(bytes(count * 784));
        write(to.resolve(part + "-images-idx3-ubyte"), images.array());
        ByteBuffer labels = ByteBuffer.allocate(8 + count);
        labels.putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            labels.put((byte) (i % 10));
        }
        write(to.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }

    private void tinyImageNet(Path to) throws IOException {
        List<String> ids = List.of("n00000001", "n00000002", "n00000003");
        write(to.resolve("wnids.txt"), ids);
        for (String id : ids) {
            for (int i = 0; i < 20; i++) {
                picture(to.resolve("train/%s/images/%<s_%d.JPEG".formatted(id, i)));
            }
        }
        List<String> annotations = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            picture(to.resolve("val/images/val_" + i + ".JPEG"));
            annotations.add("val_" + i + ".JPEG\t" + ids.get(i % 3) + "\t0\t0\t63\t63");
        }
        write(to.resolve("val/val_annotations.txt"), annotations);
    }

    private void picture(Path file) throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            image.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "jpg", file.toFile());
    }

    private List<String> table() {
        List<String> rows = new ArrayList<>(List.of("text,height,label,owner,part"));
        for (int i = 0; i < 60; i++) {
            rows.add("word%d word%d,%d,%s,%d,train"
                    .formatted(random.nextInt(9), random.nextInt(9), random.nextInt(99), "abc".charAt(i % 3), i % 4));
        }
        return rows;
    }

    /** Writes a NumPy array of bytes with the given shape, such as {@code (8,)}. */
    public static Path array(Path file, String shape, byte[] elements) {
        String header = "{'descr': '|i1', 'fortran_order': False, 'shape': %s}".formatted(shape);
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + elements.length);
        bytes.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) header.length()).put((byte) 0);
        bytes.put(header.getBytes(StandardCharsets.US_ASCII)).put(elements);
        try {
            return write(file, bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void news(Path file, int count) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add("\"%d\",\"word%d of the day\",\"It's %d words, quote \"\"one\"\".\""
                    .formatted(1 + i % 4, random.nextInt(40), random.nextInt(40)));
        }
        write(file, rows);
    }

    private void signals(Path to, String part, int firstSubject, int subjects) throws IOException {
        List<String> subjectIds = new ArrayList<>();
        List<String> activities = new ArrayList<>();
        for (int row = 0; row < subjects * WINDOWS; row++) {
            subjectIds.add("" + (firstSubject + row / WINDOWS));
            activities.add("" + (1 + row % WINDOWS / 10));
        }
        write(to.resolve("%s/subject_%<s.txt".formatted(part)), subjectIds);
        write(to.resolve("%s/y_%<s.txt".formatted(part)), activities);
        for (String signal : List.of("body_acc", "body_gyro", "total_acc")) {
            for (char axis = 'x'; axis <= 'z'; axis++) {
                List<String> rows = new ArrayList<>();
                for (int row = 0; row < subjectIds.size(); row++) {
                    StringBuilder window = new StringBuilder();
                    for (int i = 0; i < 128; i++) {
                        window.append(" ").append(Math.round(1e4 * random.nextGaussian()) / 1e4);
                    }
                    rows.add(window.toString());
                }
                write(to.resolve("%1$s/Inertial Signals/%2$s_%3$c_%1$s.txt".formatted(part, signal, axis)), rows);
            }
        }
    }
}
