package org.exeunt.api.plugin;

import java.nio.file.Path;
import org.exeunt.api.params.LinearAlgebra;

/** Services of a run that are available when a plugin creates its component. */
public interface PluginContext {
    /**
     * Returns the file that a path in the configuration refers to; relative paths are resolved against the working
     * directory. If the path is an option, the content of the file, or of all files in the folder, is part of the run's
     * identity.
     */
    Path resolve(Path path);

    /**
     * Reports a condition that may mislead the user, such as a fallback, an incomplete data set or a clipped value. The
     * warning is shown to the user and stored in the run record.
     */
    void warn(String sentence);

    /** Returns the linear algebra of the run's engine. The default is {@link LinearAlgebra#plain()}. */
    default LinearAlgebra linearAlgebra() {
        return LinearAlgebra.plain();
    }
}
