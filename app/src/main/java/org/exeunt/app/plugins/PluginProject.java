package org.exeunt.app.plugins;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import org.exeunt.app.runs.NextSteps;
import org.exeunt.app.text.ResourceText;
import org.exeunt.app.text.ShellText;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.runtime.store.files.AtomicFile;

/**
 * A Maven project with one working plugin and its contract test: a copy of the example of its kind under other names.
 *
 * <p>The examples are the projects {@code examples/hello-strategy} and {@code examples/hello-plugins}, which the build
 * compiles and tests.
 *
 * @param kind of the plugin; one of {@link #kinds}
 * @param id of the plugin and of the project, in kebab-case
 * @param packageName package of the classes
 */
public record PluginProject(PluginKind kind, String id, String packageName) {
    private static final String EXAMPLE_PACKAGE = "org.example.hello";

    /** The class of the example for each kind; its id is the class name in kebab-case. */
    private static final Map<String, String> EXAMPLES = new TreeMap<>(Map.ofEntries(
            Map.entry("aggregator", "DampedMean"),
            Map.entry("backbone", "DenseStages"),
            Map.entry("client-executor", "SimpleExecutor"),
            Map.entry("client-sampler", "PowerOfSize"),
            Map.entry("coordination-policy", "RotatingExits"),
            Map.entry("dataset-source", "CsvFolder"),
            Map.entry("device-model", "SlowThird"),
            Map.entry("exit-head", "HiddenLayerHead"),
            Map.entry("exit-policy", "OddsThreshold"),
            Map.entry("partitioner", "EqualShares"),
            Map.entry("run-tracker", "RoundLog"),
            Map.entry("strategy", "PartialSharing")));

    /** Kinds whose projects depend on the engine on Deeplearning4j; the others on its strategies, and so on the api. */
    private static final Set<String> OF_ENGINE = Set.of("backbone", "exit-head");

    /** Returns the ids of the kinds that have an example. */
    public static Set<String> kinds() {
        return EXAMPLES.keySet();
    }

    /** Returns the default package of the project of a plugin. */
    public static String defaultPackage(String id) {
        return "org.example." + id.replace("-", "");
    }

    /** Returns why the project cannot be written under these names, one sentence per problem; empty if it can. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!id.matches(KebabCase.PATTERN)) {
            problems.add("The id '%s' is not kebab-case, such as 'my-method-2'.".formatted(id));
        } else if (Pattern.compile("\\b" + className() + "\\b")
                .matcher(template(source()) + template(test()))
                .find()) {
            problems.add(
                    "The class of '%s' would be %s, a name that its code uses for another type; choose a longer id."
                            .formatted(id, className()));
        }
        if (!SourceVersion.isName(packageName) || packageName.startsWith("java.")) {
            problems.add("'%s' is not a valid package name; set one by --package, such as 'org.example.mymethod'."
                    .formatted(packageName));
        }
        return problems;
    }

    private String className() {
        return Arrays.stream(id.split("-"))
                .filter(word -> !word.isEmpty())
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    /**
     * Writes all files, or none if one of them fails.
     *
     * @param folder that does not exist yet
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if it exists or cannot be written
     */
    public void write(Path folder) {
        Path target = folder.toAbsolutePath().normalize();
        Map<String, byte[]> content = new TreeMap<>();
        files(folder).forEach((name, text) -> content.put(name, text.getBytes(StandardCharsets.UTF_8)));
        AtomicFile.createFolder(target.getParent());
        AtomicFile.writeFolder(target, content);
    }

    /** Returns the content of each file by its path within the project. */
    private Map<String, String> files(Path folder) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", readme(folder));
        files.put(
                "pom.xml",
                renamed(ResourceText.of(
                        PluginProject.class,
                        OF_ENGINE.contains(kind.id()) ? "hello-plugins/pom.xml" : "hello-strategy/pom.xml")));
        files.put(renamed(source()), renamed(template(source())));
        files.put(renamed(test()), renamed(template(test())));
        String list = "src/main/java/org/example/hello/" + list() + ".java";
        String listTest = "src/test/java/org/example/hello/" + list() + "ContractTest.java";
        files.put(renamed(list), renamed(onlyOwn(template(list))));
        files.put(renamed(listTest), renamed(template(listTest)));
        files.put(
                "src/main/resources/META-INF/services/org.exeunt.api.plugin.Plugins",
                renamed(EXAMPLE_PACKAGE + "." + list()) + System.lineSeparator());
        files.put("example.json", configuration(folder));
        if (kind.id().equals("dataset-source")) {
            for (String data : List.of("data/train.csv", "data/test.csv")) {
                files.put(data, template(data));
            }
        }
        return files;
    }

    private String readme(Path folder) {
        return ResourceText.of(PluginProject.class, "README-template.md")
                .replace("ID", id)
                .replace("KIND", kind.id())
                .replace("CLASS", className())
                .replace("SOURCE", sourceFile())
                .replace("COMMANDS", String.join("\n", commands(folder)));
    }

    /**
     * Returns the commands that build, test and run the plugin, with a comment before each, for the working directory.
     *
     * @param folder of the project
     */
    public List<String> commands(Path folder) {
        return List.of(
                "# once, and after each update of Exeunt: install its modules, from CLONE, a clone of it",
                "mvn -q -f CLONE/pom.xml -pl bom,platform,testkit,app -am -Dmaven.test.skip install",
                "# compile, run the contract test and create the jar",
                "mvn -f %s package".formatted(ShellText.quoted(folder.resolve("pom.xml"))),
                "# run the example; later commands on its runs need the variable, too",
                "EXEUNT_CLASSPATH=%s %s run %s"
                        .formatted(
                                ShellText.quoted(folder.resolve("target/" + id + "-1.0.0.jar")),
                                NextSteps.program(),
                                ShellText.quoted(folder.resolve("example.json"))));
    }

    /** Returns the path of the plugin's class within the project. */
    public String sourceFile() {
        return renamed(source());
    }

    private String configuration(Path folder) {
        // paths in a configuration are relative to the working directory
        String data = folder.resolve("data").toString().replace("\\", "\\\\");
        return renamed(template("configurations/" + kind.id() + ".json"))
                .replace("\"examples/" + id + "/data\"", "\"" + data + "\"");
    }

    private String example() {
        return EXAMPLES.get(kind.id());
    }

    /** Returns the name of the list of plugins in the project of the example. */
    private String list() {
        return kind.id().equals("strategy") ? "PartialSharingPlugins" : "HelloPlugins";
    }

    /** Returns the source of a list with the example's entry only, and without imports of other kinds. */
    private String onlyOwn(String list) {
        String[] entries = list.split("(?=Plugin\\.of\\()");
        String own = Arrays.stream(entries)
                .filter(entry -> entry.contains('"' + KebabCase.ofName(example()) + '"'))
                .collect(Collectors.joining())
                .stripTrailing()
                .replaceFirst("(,|\\);\\s*}\\s*})$", "");
        String others = "import (?!java\\.util|org\\.exeunt\\.api\\.plugin)[\\w.]+\\.(?!%s;)\\w+;\n"
                .formatted(kind.contract().getSimpleName());
        return entries[0].replaceAll(others, "") + own + ");\n    }\n}\n";
    }

    private String source() {
        return "src/main/java/org/example/hello/" + example() + ".java";
    }

    private String test() {
        return "src/test/java/org/example/hello/" + example() + "ContractTest.java";
    }

    private String template(String file) {
        return ResourceText.of(
                PluginProject.class, (kind.id().equals("strategy") ? "hello-strategy/" : "hello-plugins/") + file);
    }

    /** Replaces all names of the example in one pass, so that no new name is replaced again. */
    private String renamed(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(EXAMPLE_PACKAGE, packageName);
        names.put(EXAMPLE_PACKAGE.replace('.', '/'), packageName.replace('.', '/'));
        names.put("<groupId>org.example</groupId>", "<groupId>" + packageName + "</groupId>");
        names.put(example(), className());
        names.put(KebabCase.ofName(example()), id);
        names.put("hello-strategy", id);
        names.put("hello-plugins", id);
        names.put("HelloPlugins", className() + "Plugins");
        names.put("\"hello\"", '"' + id + '"'); // the namespace of error codes
        String any = names.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile(any)
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(names.get(match.group())));
    }
}
