package org.exeunt.datasets.tinyimagenet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.files.Excerpt;

/**
 * JPEG files decoded into records of a label byte and three planes of 64 x 64 pixels. Files are decoded in parallel;
 * records are in file order, and of several damaged files the first is reported.
 *
 * @param records records in file order
 * @param checksums 32 bytes per file
 */
record JpegRecords(byte[] records, byte[] checksums) {
    static final int CHANNELS = 3;
    static final int SIDE = 64;
    static final int PLANE = SIDE * SIDE;

    private static final int RECORD = 1 + CHANNELS * PLANE;
    private static final int CHECKSUM = 32;
    /** Size of the official data set; limits the memory allocated for a folder of invalid files. */
    private static final int MAX_FILES = 110_000;

    /** Returns the entries of a folder, sorted by name; at least one. */
    static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ExeuntException(
                    DataErrors.NO_FILE,
                    ("Tiny ImageNet folder %s is missing: it %s. Unpack the official archive again, or set "
                                    + "dataset.dir to its folder.")
                            .formatted(folder, Files.exists(folder) ? "is not a folder" : "does not exist"));
        }
        List<Path> entries = DataFolder.entries(folder);
        if (entries.isEmpty()) {
            throw new ExeuntException(
                    DataErrors.EMPTY,
                    "Tiny ImageNet folder %s is empty; expected files. Unpack the official archive again."
                            .formatted(folder));
        }
        return entries;
    }

    static JpegRecords decode(List<LabelledFile> files) {
        if (files.size() > MAX_FILES) {
            throw new ExeuntException(
                    DataErrors.FOREIGN,
                    ("%s is one of %d images; expected at most %d, the size of Tiny ImageNet. Set dataset.dir to "
                                    + "the folder of Tiny ImageNet.")
                            .formatted(files.get(MAX_FILES).path(), files.size(), MAX_FILES));
        }
        JpegRecords images = new JpegRecords(new byte[files.size() * RECORD], new byte[files.size() * CHECKSUM]);
        Optional<ExeuntException> failure = IntStream.range(0, files.size())
                .parallel()
                .mapToObj(index -> images.put(index, files.get(index)))
                .flatMap(Optional::stream)
                .findFirst();
        if (failure.isPresent()) {
            throw failure.get();
        }
        return images;
    }

    /** Returns the checksum of the checksums of files {@code from} to {@code to - 1}. */
    String checksum(int from, int to) {
        return Sha256.of(Arrays.copyOfRange(checksums, from * CHECKSUM, to * CHECKSUM));
    }

    private Optional<ExeuntException> put(int index, LabelledFile file) {
        try {
            DataFile content = DataFile.read(file.path());
            System.arraycopy(Sha256.bytes(content.content()), 0, checksums, index * CHECKSUM, CHECKSUM);
            records[index * RECORD] = (byte) file.label();
            putPixels(content, index * RECORD + 1);
            return Optional.empty();
        } catch (ExeuntException failure) {
            return Optional.of(failure);
        }
    }

    private void putPixels(DataFile file, int offset) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        AtomicReference<String> warning = new AtomicReference<>();
        try (var bytes = new MemoryCacheImageInputStream(new ByteArrayInputStream(file.content()))) {
            reader.setInput(bytes, true, true);
            reader.addIIOReadWarningListener((source, sentence) -> warning.set(sentence));
            if (reader.getWidth(0) != SIDE || reader.getHeight(0) != SIDE) {
                throw foreign(
                        file.path(), "an image of %d x %d pixels".formatted(reader.getWidth(0), reader.getHeight(0)));
            }
            // stored samples are used directly, because getRGB brightens grey images
            var samples = reader.read(0).getRaster();
            if (warning.get() != null) {
                throw foreign(file.path(), "damaged: " + warning.get());
            }
            int bands = samples.getNumBands();
            if (bands != 1 && bands != CHANNELS) {
                throw foreign(file.path(), "an image of %d channels".formatted(bands));
            }
            int[] plane = new int[PLANE];
            for (int channel = 0; channel < CHANNELS; channel++) {
                samples.getSamples(0, 0, SIDE, SIDE, bands == 1 ? 0 : channel, plane);
                for (int i = 0; i < PLANE; i++) {
                    records[offset + channel * PLANE + i] = (byte) plane[i];
                }
            }
        } catch (ExeuntException refusal) {
            throw refusal;
        } catch (IOException | RuntimeException failure) { // decoders throw various exceptions for invalid data
            throw foreign(
                    file.path(), "not readable as JPEG (" + Excerpt.of(String.valueOf(failure.getMessage())) + ")");
        } finally {
            reader.dispose();
        }
    }

    private static ExeuntException foreign(Path path, String found) {
        return new ExeuntException(
                DataErrors.FOREIGN,
                ("%s is %s; expected a JPEG image of %d x %d pixels, in colour or grey. Unpack the official archive "
                                + "again, or remove the file.")
                        .formatted(path, found, SIDE, SIDE));
    }
}
