package org.exeunt.it.support;

import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Small data sets in their formats: of published ones, the first records under {@code EXEUNT_DATA} if they are
 * available, and otherwise random ones.
 */
public final class SampledData {
    private static final int SUBJECTS = 6;
    private static final int WINDOWS = 60;
    private static final String[] SIGNALS = {
        "body_acc_x",
        "body_acc_y",
        "body_acc_z",
        "body_gyro_x",
        "body_gyro_y",
        "body_gyro_z",
        "total_acc_x",
        "total_acc_y",
        "total_acc_z"
    };

    private final Path folder;
    private final Random random = new Random(3);

    /** Creates samples in {@code folder}. */
    public SampledData(Path folder) {
        this.folder = folder;
    }

    /** Writes a sample of a data set, such as {@code cifar10}, and returns its folder. */
    public Path of(String dataset) {
        try {
            return switch (dataset) {
                case "cifar10" -> cifar10();
                case "cifar100" -> cifar100();
                case "mnist" -> mnist();
                case "tinyimagenet" -> tinyImageNet();
                case "agnews" -> agNews();
                case "ucihar" -> uciHar();
                case "image-folder" -> imageFolder();
                case "csv" -> Files.writeString(folder.resolve("table.csv"), table());
                case "text" -> Files.writeString(folder.resolve("texts.csv"), table());
                case "arrays" -> arrays();
                default -> throw new IllegalArgumentException("no sample of " + dataset);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the folder of the real data set, or null. */
    private static Path real(String name) {
        String root = System.getenv("EXEUNT_DATA");
        Path real = root == null ? null : Path.of(root).resolve(name);
        return real != null && Files.isDirectory(real) ? real : null;
    }

    private Path cifar10() throws IOException {
        Path real = real("cifar-10-batches-bin");
        Path to = Files.createDirectories(folder.resolve("cifar10"));
        records(real, to, "data_batch_1.bin", 3073, 240, 1, 10);
        records(real, to, "test_batch.bin", 3073, 60, 1, 10);
        return to;
    }

    private Path cifar100() throws IOException {
        Path real = real("cifar-100-binary");
        Path to = Files.createDirectories(folder.resolve("cifar100"));
        records(real, to, "train.bin", 3074, 240, 2, 100);
        records(real, to, "test.bin", 3074, 60, 2, 100);
        return to;
    }

    private void records(Path real, Path to, String file, int size, int count, int labels, int classes)
            throws IOException {
        byte[] bytes;
        if (real != null) {
            try (var in = Files.newInputStream(real.resolve(file))) {
                bytes = in.readNBytes(size * count);
            }
        } else {
            bytes = new byte[size * count];
            random.nextBytes(bytes);
            for (int i = 0; i < count; i++) {
                bytes[i * size] = (byte) (labels == 1 ? i % classes : i % 20);
                bytes[i * size + labels - 1] = (byte) (i % classes);
            }
        }
        Files.write(to.resolve(file), bytes);
    }

    private Path mnist() throws IOException {
        Path real = real("mnist");
        Path to = Files.createDirectories(folder.resolve("mnist"));
        idx(real, to, "train", 400);
        idx(real, to, "t10k", 100);
        return to;
    }

    private void idx(Path real, Path to, String part, int count) throws IOException {
        byte[] pixels = new byte[count * 784];
        byte[] labels = new byte[count];
        if (real != null) {
            pixels = readAfterHeader(real.resolve(part + "-images-idx3-ubyte.gz"), 16, count * 784);
            labels = readAfterHeader(real.resolve(part + "-labels-idx1-ubyte.gz"), 8, count);
        } else {
            random.nextBytes(pixels);
            for (int i = 0; i < count; i++) {
                labels[i] = (byte) (i % 10);
            }
        }
        var images = java.nio.ByteBuffer.allocate(16 + pixels.length);
        images.putInt(0x803).putInt(count).putInt(28).putInt(28).put(pixels);
        Files.write(to.resolve(part + "-images-idx3-ubyte"), images.array());
        var classes = java.nio.ByteBuffer.allocate(8 + labels.length);
        classes.putInt(0x801).putInt(count).put(labels);
        Files.write(to.resolve(part + "-labels-idx1-ubyte"), classes.array());
    }

    private static byte[] readAfterHeader(Path file, int header, int length) throws IOException {
        try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(file))) {
            in.skipNBytes(header);
            return in.readNBytes(length);
        }
    }

    private Path tinyImageNet() throws IOException {
        Path real = real("tiny-imagenet-200");
        Path to = folder.resolve("tinyimagenet");
        List<String> ids = real == null
                ? List.of("n00000001", "n00000002", "n00000003")
                : Files.readAllLines(real.resolve("wnids.txt")).stream()
                        .sorted()
                        .limit(3)
                        .toList();
        Files.createDirectories(to.resolve("val/images"));
        Files.write(to.resolve("wnids.txt"), ids);
        for (String id : ids) {
            Path images =
                    Files.createDirectories(to.resolve("train").resolve(id).resolve("images"));
            if (real == null) {
                for (int i = 0; i < 20; i++) {
                    picture(images.resolve(id + "_" + i + ".JPEG"));
                }
            } else {
                try (Stream<Path> files =
                        Files.list(real.resolve("train").resolve(id).resolve("images"))) {
                    for (Path file : files.sorted().limit(20).toList()) {
                        Files.copy(file, images.resolve(file.getFileName()));
                    }
                }
            }
        }
        List<String> annotations = new ArrayList<>();
        if (real == null) {
            for (int i = 0; i < 12; i++) {
                picture(to.resolve("val/images/val_" + i + ".JPEG"));
                annotations.add("val_" + i + ".JPEG\t" + ids.get(i % 3) + "\t0\t0\t63\t63");
            }
        } else {
            for (String line : Files.readAllLines(real.resolve("val/val_annotations.txt"))) {
                String[] cells = line.split("\t");
                if (annotations.size() < 12 && ids.contains(cells[1])) {
                    annotations.add(line);
                    Files.copy(
                            real.resolve("val/images").resolve(cells[0]),
                            to.resolve("val/images").resolve(cells[0]));
                }
            }
        }
        Files.write(to.resolve("val/val_annotations.txt"), annotations);
        return to;
    }

    private void picture(Path file) throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            image.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
        }
        ImageIO.write(image, "jpg", file.toFile());
    }

    private Path imageFolder() throws IOException {
        Path to = folder.resolve("image-folder");
        for (int i = 0; i < 60; i++) {
            Path label = Files.createDirectories(
                    to.resolve(List.of("cat", "cow", "dog").get(i % 3)));
            picture(label.resolve(i + ".jpg"));
        }
        return to;
    }

    private String table() {
        StringBuilder rows = new StringBuilder("text,height,label,owner,part\n");
        for (int i = 0; i < 60; i++) {
            rows.append("word%d word%d,%d,%s,%d,train\n"
                    .formatted(random.nextInt(9), random.nextInt(9), random.nextInt(99), "abc".charAt(i % 3), i % 4));
        }
        return rows.toString();
    }

    private Path arrays() throws IOException {
        Path to = Files.createDirectories(folder.resolve("arrays"));
        byte[] values = new byte[60 * 8];
        byte[] labels = new byte[60];
        random.nextBytes(values);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % 3);
        }
        array(to.resolve("x.npy"), "(60, 8)", values);
        array(to.resolve("y.npy"), "(60,)", labels);
        return to;
    }

    /** Writes a NumPy array of bytes with the given shape, such as {@code (8,)}. */
    public static Path array(Path file, String shape, byte[] elements) {
        String header = "{'descr': '|i1', 'fortran_order': False, 'shape': %s}".formatted(shape);
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + elements.length);
        bytes.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) header.length()).put((byte) 0);
        bytes.put(header.getBytes(StandardCharsets.US_ASCII)).put(elements);
        try {
            return Files.write(file, bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path agNews() throws IOException {
        Path real = real("ag_news_csv");
        Path to = Files.createDirectories(folder.resolve("agnews"));
        for (String file : List.of("train.csv", "test.csv")) {
            int count = file.startsWith("train") ? 240 : 60;
            List<String> rows = new ArrayList<>();
            if (real != null) {
                try (Stream<String> lines = Files.lines(real.resolve(file))) {
                    lines.limit(count).forEach(rows::add);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    rows.add("\"%d\",\"word%d of the day\",\"It's %d words, quote \"\"one\"\".\""
                            .formatted(1 + i % 4, random.nextInt(40), random.nextInt(40)));
                }
            }
            Files.write(to.resolve(file), rows);
        }
        return to;
    }

    private Path uciHar() throws IOException {
        Path real = real("UCI HAR Dataset");
        Path to = Files.createDirectories(folder.resolve("ucihar"));
        if (real != null) {
            Files.copy(real.resolve("activity_labels.txt"), to.resolve("activity_labels.txt"));
        } else {
            Files.write(to.resolve("activity_labels.txt"), List.of("1 A", "2 B", "3 C", "4 D", "5 E", "6 F"));
        }
        for (String part : List.of("train", "test")) {
            Files.createDirectories(to.resolve(part).resolve("Inertial Signals"));
            String subjects = part + "/subject_" + part + ".txt";
            String labels = part + "/y_" + part + ".txt";
            List<Integer> rows = new ArrayList<>();
            if (real != null) {
                rows.addAll(
                        firstWindows(Files.readAllLines(real.resolve(subjects)), part.equals("train") ? SUBJECTS : 2));
                cut(real, to, subjects, rows);
                cut(real, to, labels, rows);
            } else {
                List<String> subjectIds = new ArrayList<>();
                List<String> activities = new ArrayList<>();
                for (int subject = 1; subject <= (part.equals("train") ? SUBJECTS : 2); subject++) {
                    for (int window = 0; window < WINDOWS; window++) {
                        subjectIds.add("" + (part.equals("train") ? subject : 20 + subject));
                        activities.add("" + (1 + window / 10));
                    }
                }
                Files.write(to.resolve(subjects), subjectIds);
                Files.write(to.resolve(labels), activities);
            }
            for (String signal : SIGNALS) {
                String file = part + "/Inertial Signals/" + signal + "_" + part + ".txt";
                if (real != null) {
                    cut(real, to, file, rows);
                } else {
                    noise(
                            to.resolve(file),
                            Files.readAllLines(to.resolve(subjects)).size());
                }
            }
        }
        return to;
    }

    private static List<Integer> firstWindows(List<String> subjects, int count) {
        List<Integer> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int taken = 0;
        for (int row = 0; row < subjects.size(); row++) {
            if (seen.add(subjects.get(row).strip())) {
                taken = 0;
                if (seen.size() > count) {
                    return rows;
                }
            }
            if (taken++ < WINDOWS) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static void cut(Path real, Path to, String file, List<Integer> rows) throws IOException {
        List<String> lines = Files.readAllLines(real.resolve(file));
        Files.write(to.resolve(file), rows.stream().map(lines::get).toList());
    }

    private void noise(Path file, int rows) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < 128; i++) {
                    out.write(" %.4f".formatted(random.nextGaussian()));
                }
                out.write("\n");
            }
        }
    }
}
