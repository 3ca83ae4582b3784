package org.exeunt.api.plugin;

import java.nio.file.Path;
import org.exeunt.api.params.LinearAlgebra;

/** What a plugin may ask of the run it is made for. */
public interface PluginContext {
    /** Returns the place a path of the configuration stands for: relative ones start at the working directory. */
    Path resolve(Path path);

    /** Tells the user, and the run record, of something that may mislead: a fallback, a partly present data set, a clipped value. */
    void warn(String sentence);

    /** Returns the products of many vectors that the run's engine offers; {@link LinearAlgebra#plain()} where it offers none. */
    default LinearAlgebra linearAlgebra() {
        return LinearAlgebra.plain();
    }
}
