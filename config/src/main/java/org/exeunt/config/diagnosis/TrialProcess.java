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

/** The process of a {@link PluginTrial}: loads or examines plugins, and writes a line after each. */
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

    /** What a trial does with each plugin. */
    enum Purpose {
        LOAD,
        EXAMINE
    }

    /** Takes a purpose and classes of plugins; to examine, those after {@code --} are not loaded. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // plugins may print, and nobody reads it
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        out.println(STARTED);
        List<String> names = Arrays.asList(arguments).subList(1, arguments.length);
        int end = names.contains("--") ? names.indexOf("--") : names.size();
        Set<String> left = new HashSet<>(names.subList(end, names.size()));
        TrialProcess trial = new TrialProcess(out);
        int status = 0;
        try {
            if (Purpose.valueOf(arguments[0]) == Purpose.LOAD) {
                trial.load(names.subList(0, end));
            } else {
                trial.examine(names.subList(0, end), left);
            }
        } catch (OutOfMemoryError e) {
            status = OUT_OF_MEMORY;
        } catch (Throwable e) { // of plugins everything else is caught where they are called
            out.println(FAILED);
        }
        Runtime.getRuntime().halt(status); // neither threads nor shutdown hooks of plugins hold it up
    }

    private void load(Collection<String> names) {
        for (String name : names) {
            PluginScan.of(loader, announced -> allBut(name, announced));
            out.println(PASSED + "\t" + name);
        }
    }

    private static Map<String, String> allBut(String name, Collection<String> announced) {
        Map<String, String> refusals = new HashMap<>();
        announced.forEach(each -> refusals.put(each, "not under trial"));
        refusals.remove(name);
        return refusals;
    }

    private void examine(Collection<String> names, Set<String> left) {
        PluginScan scan = PluginScan.of(loader, announced -> {
            Map<String, String> refusals = new HashMap<>();
            left.forEach(each -> refusals.put(each, "failed its trial"));
            return refusals;
        });
        PluginRegistry registry = scan.undisputed();
        for (String name : names) {
            for (InstalledPlugin plugin : registry.plugins()) {
                if (plugin.plugin().getClass().getName().equals(name)) {
                    new PluginExamination(plugin.plugin(), registry, new Silent())
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

    /** Takes warnings of plugins, which are nobody's here. */
    private static final class Silent implements PluginContext {
        @Override
        public Path resolve(Path path) {
            return path.toAbsolutePath();
        }

        @Override
        public void warn(String sentence) {}
    }
}
