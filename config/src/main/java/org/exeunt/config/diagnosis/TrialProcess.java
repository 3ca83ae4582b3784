package org.exeunt.config.diagnosis;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.plugins.PluginScan;

/** Main class of the process of a {@link PluginTrial}: loads or examines plugins and prints a line after each. */
final class TrialProcess {
    static final String STARTED = "started";
    static final String PASSED = "passed";
    static final String FAILED = "failed";
    static final String FINDING = "finding";
    static final int OUT_OF_MEMORY = 97;

    private final ClassLoader loader = TrialProcess.class.getClassLoader();
    private final PrintStream out;

    private TrialProcess(PrintStream out) {
        this.out = out;
    }

    /** What the process does with each plugin. */
    enum Purpose {
        LOAD,
        EXAMINE
    }

    /**
     * Arguments: a {@link Purpose}, class names of plugins, {@code --}, and class names of plugins that must not be
     * loaded.
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // standard output is reserved for the protocol; output of plugins is discarded
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        out.println(STARTED);
        List<String> names = Arrays.asList(arguments).subList(1, arguments.length);
        int end = names.contains("--") ? names.indexOf("--") : names.size();
        Set<String> excluded = new HashSet<>(names.subList(end, names.size()));
        TrialProcess trial = new TrialProcess(out);
        int status = 0;
        try {
            if (Purpose.valueOf(arguments[0]) == Purpose.LOAD) {
                trial.load(names.subList(0, end));
            } else {
                trial.examine(names.subList(0, end), excluded);
            }
        } catch (OutOfMemoryError e) {
            status = OUT_OF_MEMORY;
        } catch (Throwable e) { // exceptions of plugins are caught where they are called
            out.println(FAILED);
        }
        Runtime.getRuntime().halt(status); // does not wait for threads and shutdown hooks of plugins
    }

    private void load(Collection<String> names) {
        for (String name : names) {
            PluginScan.of(loader, declared -> allBut(name, declared));
            out.println(PASSED + "\t" + name);
        }
    }

    private static Map<String, String> allBut(String name, Collection<String> declared) {
        Map<String, String> refusals = new HashMap<>();
        declared.forEach(each -> refusals.put(each, "not under trial"));
        refusals.remove(name);
        return refusals;
    }

    private void examine(Collection<String> names, Set<String> excluded) {
        PluginScan scan = PluginScan.of(loader, declared -> {
            Map<String, String> refusals = new HashMap<>();
            excluded.forEach(each -> refusals.put(each, "failed its trial"));
            return refusals;
        });
        PluginRegistry registry = scan.withoutConflicts();
        for (String name : names) {
            for (InstalledPlugin plugin : registry.plugins()) {
                if (plugin.plugin().getClass().getName().equals(name)) {
                    new PluginExamination(plugin.plugin(), registry, new SilentContext())
                            .findings()
                            .forEach(finding -> out.printf(
                                    "%s\t%s\t%s\t%s%n",
                                    FINDING,
                                    name,
                                    finding.rule(),
                                    finding.sentence().replaceAll("\\s+", " ")));
                }
            }
            out.println(PASSED + "\t" + name);
        }
    }

    /** Ignores the warnings of plugins. */
    private static final class SilentContext implements PluginContext {
        @Override
        public Path resolve(Path path) {
            return path.toAbsolutePath();
        }

        @Override
        public void warn(String sentence) {}
    }
}
