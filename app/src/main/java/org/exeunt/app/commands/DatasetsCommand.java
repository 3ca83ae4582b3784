package org.exeunt.app.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.app.arguments.ConfigArgument;
import org.exeunt.app.arguments.JsonOption;
import org.exeunt.app.arguments.OutputPath;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.fetch.Catalogue;
import org.exeunt.app.fetch.DatasetArchive;
import org.exeunt.app.fetch.Fetch;
import org.exeunt.app.fetch.Fetched;
import org.exeunt.app.inspect.Inspection;
import org.exeunt.app.inspect.InspectionPage;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.federation.DataFolder;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.records.PartitionFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt datasets}: lists and downloads data sets, and shows how a configuration partitions one. */
@Command(name = "datasets", footer = "exeunt datasets list", description = "Lists, downloads and inspects data sets.")
record DatasetsCommand(Terminal terminal) {
    /** One data set as JSON; what is unknown is null or empty, as is the folder if the files are absent. */
    private record Listed(
            String id,
            String summary,
            String page,
            List<String> addresses,
            String terms,
            Integer records,
            String folder) {
        static Listed of(InstalledPlugin plugin, Optional<DatasetArchive> publication) {
            return new Listed(
                    plugin.id(),
                    plugin.summary(),
                    publication.map(each -> each.page().toString()).orElse(null),
                    publication.stream()
                            .flatMap(each -> each.files().stream())
                            .map(file -> file.url().toString())
                            .toList(),
                    publication.map(DatasetArchive::terms).orElse(null),
                    publication.map(DatasetArchive::records).orElse(null),
                    publication
                            .map(each -> DataFolder.resolve(Path.of(""), Path.of("data", each.folder())))
                            .filter(Files::isDirectory)
                            .map(Path::toString)
                            .orElse(null));
        }
    }

    @Command(
            name = "list",
            footer = "exeunt datasets list",
            description = "Lists data sets with the address and terms of their publication.")
    void list(
            @Option(
                            names = "--catalogue",
                            paramLabel = "FILE",
                            description = "File with addresses and checksums, instead of the built-in ones.")
                    Path catalogue,
            @Mixin JsonOption json) {
        Catalogue known = catalogue(catalogue);
        List<Listed> all = Plugins.registry(terminal).plugins(DatasetSource.class).stream()
                .map(plugin -> Listed.of(plugin, known.find(plugin.id())))
                .toList();
        json.print(terminal, all, () -> {
            Table table = Table.texts(2, "", "");
            for (Listed each : all) {
                table.row(List.of(each.id(), each.summary()));
                if (each.terms() != null) {
                    table.row(List.of("", Figures.count(each.records(), "record") + "; " + each.page()));
                    table.row(List.of("", "terms: " + each.terms()));
                }
                if (each.folder() != null) {
                    table.row(List.of("", "present: " + each.folder()));
                }
            }
            return ConsoleTable.lines(table);
        });
    }

    @Command(
            name = "fetch",
            footer = "exeunt datasets fetch cifar10",
            description = "Downloads a data set from its publisher, verifies and unpacks it.")
    void fetch(
            @Parameters(paramLabel = "ID", description = "Such as cifar10; see 'exeunt datasets list'.") String id,
            @Option(
                            names = "--dir",
                            paramLabel = "DIR",
                            description = "Where the folder of the data set is created (default: EXEUNT_DATA "
                                    + "if set, otherwise data).")
                    Path dir,
            @Option(
                            names = "--mirror",
                            paramLabel = "URL",
                            description = "Address of the archive on a mirror, or of the folder with its files "
                                    + "if there are several.")
                    String from,
            @Option(
                            names = "--sha256",
                            paramLabel = "HEX",
                            description = "Expected checksum of the file, instead of the published one.")
                    String sha256,
            @Option(
                            names = "--catalogue",
                            paramLabel = "FILE",
                            description = "File with addresses and checksums, instead of the built-in ones.")
                    Path catalogue,
            @Mixin JsonOption json) {
        DatasetArchive publication = catalogue(catalogue).require(id);
        if (from != null) {
            publication = publication.from(from);
        }
        if (sha256 != null) {
            publication = publication.withChecksum(sha256.toLowerCase(Locale.ROOT));
        }
        terminal.note("terms of " + id + ": " + publication.terms());
        Fetched fetched = new Fetch(publication, dir == null ? DataFolder.folder() : dir, terminal.status()).run();
        Path written = dir == null ? Path.of("data", publication.folder()) : fetched.folder();
        json.print(
                terminal,
                fetched,
                () -> List.of(
                        fetched.folder() + (fetched.alreadyThere() ? " exists already" : " is complete"),
                        "in a configuration: \"dataset\": { \"type\": \"%s\", \"dir\": \"%s\" }"
                                .formatted(id, written.toString().replace('\\', '/'))));
    }

    @Command(
            name = "inspect",
            footer = "exeunt datasets inspect examples/quickstart.json",
            description = "Loads and partitions the data of a configuration, and counts and charts the "
                    + "examples of each client.")
    void inspect(
            @Mixin ConfigArgument argument,
            @Option(
                            names = "--output",
                            paramLabel = "DIR",
                            defaultValue = "inspect",
                            description = "Directory of the page with charts and examples (default: inspect).")
                    Path out,
            @Option(
                            names = "--save-partition",
                            paramLabel = "FILE",
                            description = "Write which example belongs to which client, for the partitioner 'file'.")
                    Path partition,
            @Option(names = "--no-charts", description = "Only count, do not write a page.") boolean noCharts,
            @Mixin JsonOption json) {
        OutputPath.requireOutsideRuns("--output", out);
        if (partition != null) {
            OutputPath.requireOutsideRuns("--save-partition", partition);
        }
        RunConfig config = argument.read(Plugins.registry(terminal)).orThrow();
        RunContext context = new RunContext(Path.of(""));
        PartitionedData data = PartitionedData.of(config, context);
        List<String> warnings = context.takeWarnings();
        warnings.forEach(terminal::warn);
        if (partition != null) {
            OutputPath.createParent(partition);
            AtomicFile.write(partition, PartitionFile.of(data.dataset(), data.partition()));
        }
        DatasetSource source = PluginCall.create(config.dataset(), "dataset", terminal.context());
        Inspection inspection = Inspection.of(data, source.inputScaling());
        Path page = noCharts ? null : out.resolve(config.name() + ".html");
        if (page != null) {
            String html = InspectionPage.of(config.name(), inspection, data, warnings);
            AtomicFile.createFolder(out);
            AtomicFile.write(page, html);
        }
        json.print(terminal, new Inspected(inspection, page == null ? null : page.toString()), () -> {
            List<String> lines = new ArrayList<>(
                    inspection.lines().stream().map(VisibleText::line).toList());
            if (page != null) {
                lines.add("page: " + page);
            }
            if (partition != null) {
                lines.add("partition: " + partition);
            }
            return lines;
        });
    }

    /** The output of {@code inspect --json}; the page is null with {@code --no-charts}. */
    private record Inspected(Inspection data, String page) {}

    private static Catalogue catalogue(Path file) {
        return file == null ? Catalogue.own() : Catalogue.read(file);
    }
}
