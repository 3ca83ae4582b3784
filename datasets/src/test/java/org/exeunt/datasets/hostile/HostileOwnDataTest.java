package org.exeunt.datasets.hostile;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.exeunt.datasets.RecordingContext;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.datasets.imagefolder.ImageFolderOptions;
import org.exeunt.datasets.imagefolder.ImageFolderPlugin;
import org.exeunt.datasets.own.ClassFolders.Layout;
import org.exeunt.testkit.hostile.HostileInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of users' own data sets are rejected with an error, or all examples can be read. */
class HostileOwnDataTest {
    @TempDir
    Path folder;

    @Test
    void imageFolder() throws IOException {
        HostileFolder.in(folder)
                .with("train/cat/1.png", Picture.of("png", BufferedImage.TYPE_INT_RGB, 9))
                .with("train/dog/1.jpg", Picture.of("jpeg", BufferedImage.TYPE_BYTE_GRAY, 8))
                .with("train/dog/2.gif", Picture.of("gif", BufferedImage.TYPE_BYTE_INDEXED, 8))
                .with("test/dog/3.bmp", Picture.of("bmp", BufferedImage.TYPE_INT_RGB, 7))
                .fuzz(
                        HostileInput.of("image-folder", 300).allocatingAtMost(1L << 30),
                        new ImageFolderPlugin()
                                .create(
                                        new ImageFolderOptions(
                                                folder,
                                                8,
                                                8,
                                                ImageFolderOptions.Colour.RGB,
                                                Layout.AUTO,
                                                Scaling.NORM_STATS),
                                        new RecordingContext()));
    }
}
