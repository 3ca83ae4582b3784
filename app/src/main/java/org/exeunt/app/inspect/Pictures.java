package org.exeunt.app.inspect;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.runtime.store.AtomicFile;

/** Draws the charts of {@code exeunt datasets inspect}. */
public final class Pictures {
    private Pictures() {}

    /**
     * Draws the partition and examples.
     *
     * @param name prefix of the file names
     * @param folder for the files
     * @return the files
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if there are no fonts or a file cannot be written
     */
    public static List<Path> write(String name, PartitionedData data, Path folder) {
        System.setProperty("java.awt.headless", "true"); // before anything of java.awt is loaded
        Drawing.requireFonts();
        Path partition = folder.resolve(name + "-partition.png");
        Path examples = folder.resolve(name + "-examples.png");
        byte[] chart = PartitionChart.png(data);
        byte[] sheet = ExampleSheet.png(data.dataset());
        AtomicFile.createFolder(folder);
        AtomicFile.write(partition, chart);
        AtomicFile.write(examples, sheet);
        return List.of(partition, examples);
    }
}
