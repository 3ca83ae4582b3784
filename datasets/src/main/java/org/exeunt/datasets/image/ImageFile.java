package org.exeunt.datasets.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataFile;

/**
 * A decoded image file.
 *
 * @param pixels bytes {@code [channels, height, width]}; none if there is a problem
 * @param checksum checksum of the file, 32 bytes
 * @param problem what is wrong with the file, as a predicate
 */
public record ImageFile(byte[] pixels, byte[] checksum, Optional<String> problem) {
    /** Decodes files in parallel; the images are in the order of the files. */
    public static List<ImageFile> decode(List<Path> files, ImageDecoder decoder) {
        return files.stream().parallel().map(file -> decode(file, decoder)).toList();
    }

    /** Returns a decoder for images like this one. */
    public static ImageDecoder form(Path file) {
        try {
            BufferedImage image = ImageDecoder.image(DataFile.read(file).content());
            return new ImageDecoder(image.getColorModel().getNumColorComponents(), image.getHeight(), image.getWidth());
        } catch (IOException refused) { // which reading the data set reports
            return new ImageDecoder(3, 1, 1);
        }
    }

    private static ImageFile decode(Path file, ImageDecoder decoder) {
        try {
            byte[] content = DataFile.read(file).content();
            return new ImageFile(decoder.decode(content), Sha256.bytes(content), Optional.empty());
        } catch (ExeuntException unreadable) {
            return invalid(unreadable.getMessage().replace(file + " ", ""));
        } catch (IOException refused) {
            return invalid(refused.getMessage());
        }
    }

    private static ImageFile invalid(String problem) {
        return new ImageFile(new byte[0], new byte[0], Optional.of(problem));
    }

    /** Returns the checksum of the checksums of some files. */
    public static String checksum(List<ImageFile> files) {
        return Sha256.of(files.stream().map(ImageFile::checksum).toArray(byte[][]::new));
    }
}
