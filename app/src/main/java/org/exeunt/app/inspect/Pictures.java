package org.exeunt.app.inspect;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.runtime.store.AtomicFile;

/** The pictures of an inspection. */
public final class Pictures {
    private Pictures() {}

    /**
     * Draws partition and examples.
     *
     * @param name begins the names of the files
     * @param folder where they are put
     * @return the files
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if there are no fonts or the disk refuses
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
