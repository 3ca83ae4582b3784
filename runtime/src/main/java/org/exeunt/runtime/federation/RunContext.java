package org.exeunt.runtime.federation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.exeunt.api.plugin.PluginContext;

/**
 * What plugins may ask of a run. Warnings come from any thread and wait until the server thread takes them; each sentence is told once.
 */
public final class RunContext implements PluginContext {
    private final Path workingDirectory;
    private final Set<String> told = new HashSet<>();
    private final Set<String> waiting = new TreeSet<>();

    public RunContext(Path workingDirectory) {
        this.workingDirectory = workingDirectory;
    }

    @Override
    public Path resolve(Path path) {
        return DataFolder.resolve(workingDirectory, path);
    }

    @Override
    public synchronized void warn(String sentence) {
        if (!told.contains(sentence)) {
            waiting.add(sentence);
        }
    }

    /** Says that sentences were told before. */
    public synchronized void wasTold(List<String> sentences) {
        told.addAll(sentences);
        waiting.removeAll(told);
    }

    /** Returns what was warned of since the last call, in an order that does not depend on threads. */
    public synchronized List<String> takeWarnings() {
        List<String> taken = new ArrayList<>(waiting);
        told.addAll(taken);
        waiting.clear();
        return taken;
    }
}
