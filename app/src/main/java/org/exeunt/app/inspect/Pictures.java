package org.exeunt.app.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.runtime.record.WholeFile;
import org.exeunt.runtime.run.DealtData;

/** The pictures of an inspection. */
public final class Pictures {
    private Pictures() {}

    /**
     * Draws partition and examples.
     *
     * @param name begins the names of the files
     * @param folder where they are put
     * @return the files
     * @throws ExeuntException of category RESOURCE if there are no fonts or the disk refuses
     */
    public static List<Path> write(String name, DealtData data, Path folder) {
        System.setProperty("java.awt.headless", "true"); // before anything of java.awt is loaded
        Drawing.requireFonts();
        Path partition = folder.resolve(name + "-partition.png");
        Path examples = folder.resolve(name + "-examples.png");
        byte[] chart = PartitionChart.png(data);
        byte[] sheet = ExampleSheet.png(data.dataset());
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new ExeuntException(
                    ErrorCategory.RESOURCE.code(21),
                    "folder %s cannot be made: %s. Check space and rights of the disk, or choose another --out."
                            .formatted(folder, IoMessages.of(failure)),
                    failure);
        }
        WholeFile.write(partition, chart);
        WholeFile.write(examples, sheet);
        return List.of(partition, examples);
    }
}
