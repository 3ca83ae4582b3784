package org.exeunt.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.app.fetch.Catalogue;
import org.exeunt.app.fetch.DatasetArchive;
import org.exeunt.app.fetch.Fetch;
import org.exeunt.app.fetch.Fetched;
import org.exeunt.app.fetch.RetryPolicy;
import org.exeunt.app.inspect.Inspection;
import org.exeunt.app.inspect.Pictures;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.federation.PartitionedData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt datasets}: what there is to learn from, where it comes from, and what a configuration makes of it. */
@Command(name = "datasets", mixinStandardHelpOptions = true, description = "Lists, fetches and shows data sets.")
final class DatasetsCommand {
    private static final RetryPolicy PATIENCE = new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Terminal terminal;

    DatasetsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One data set as JSON; nothing of its publication where that is not known. */
    private record Listed(
            String id, String summary, String page, List<String> addresses, String terms, Integer records) {
        static Listed of(InstalledPlugin plugin, Optional<DatasetArchive> publication) {
            return new Listed(
                    plugin.id(),
                    plugin.summary(),
                    publication.map(each -> String.valueOf(each.page())).orElse(null),
                    publication.stream()
                            .flatMap(each -> each.files().stream())
                            .map(file -> file.url().toString())
                            .toList(),
                    publication.map(DatasetArchive::terms).orElse(null),
                    publication.map(DatasetArchive::records).orElse(null));
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists data sets, where they are published and on what terms.")
    int list(
            @Option(
                            names = "--catalogue",
                            paramLabel = "FILE",
                            description = "Where data sets are published, in place of what Exeunt knows.")
                    Path catalogue,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        Catalogue known = catalogue(catalogue);
        List<Listed> all = registry().plugins(DatasetSource.class).stream()
                .map(plugin -> Listed.of(plugin, known.find(plugin.id())))
                .toList();
        if (json) {
            terminal.json(all);
            return 0;
        }
        for (Listed each : all) {
            terminal.out().printf("%-14s %s%n", each.id(), each.summary());
            if (each.terms() != null) {
                terminal.out().printf(Locale.ROOT, "%-14s %,d records; %s%n", "", each.records(), each.page());
                terminal.out().printf("%-14s terms: %s%n", "", each.terms());
            }
        }
        return 0;
    }

    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            description = {
                "Fetches a data set from where it is published, checks and unpacks it.",
                "Started again after a broken connection, it goes on where it was."
            })
    int fetch(
            @Parameters(paramLabel = "ID", description = "Such as cifar10; see 'exeunt datasets list'.") String id,
            @Option(
                            names = "--dir",
                            paramLabel = "DIR",
                            defaultValue = "${env:EXEUNT_DATA:-data}",
                            description =
                                    "Where the data set's folder is put (default: EXEUNT_DATA if that is set, else data).")
                    Path dir,
            @Option(
                            names = "--mirror",
                            paramLabel = "URL",
                            description =
                                    "Address of the archive on a mirror, or of the folder that holds the files if there are several.")
                    String from,
            @Option(
                            names = "--sha256",
                            paramLabel = "HEX",
                            description = "Checksum that the file must have, in place of the published one.")
                    String sha256,
            @Option(
                            names = "--catalogue",
                            paramLabel = "FILE",
                            description = "Where data sets are published, in place of what Exeunt knows.")
                    Path catalogue,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        DatasetArchive publication = catalogue(catalogue).require(id);
        if (from != null) {
            publication = publication.from(from);
        }
        if (sha256 != null) {
            publication = publication.withChecksum(sha256.toLowerCase(Locale.ROOT));
        }
        terminal.err().println("terms of " + id + ": " + publication.terms());
        Fetched fetched = Fetch.run(publication, dir, PATIENCE, new TransferLine(terminal.status()));
        if (json) {
            terminal.json(fetched);
        } else {
            terminal.out()
                    .printf(
                            "%s %s%nin a configuration: \"dataset\": { \"type\": \"%s\", \"dir\": \"%s\" }%n",
                            fetched.folder(),
                            fetched.alreadyThere() ? "is there already" : "is complete",
                            id,
                            fetched.folder().toString().replace('\\', '/'));
        }
        return 0;
    }

    @Command(
            name = "inspect",
            mixinStandardHelpOptions = true,
            description = "Loads the data of a configuration, deals them out, counts and draws what clients hold.")
    int inspect(
            @Mixin ConfigArgument argument,
            @Option(
                            names = "--output",
                            paramLabel = "DIR",
                            defaultValue = "inspect",
                            description = "Where pictures are put (default: inspect).")
                    Path out,
            @Option(names = "--no-charts", description = "Count only.") boolean noPictures,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        RunConfig config = argument.read(registry()).orThrow();
        PartitionedData data = PartitionedData.of(config, terminal.context());
        Inspection inspection = Inspection.of(data);
        List<Path> pictures = noPictures ? List.of() : Pictures.write(config.name(), data, out);
        if (json) {
            terminal.json(new Inspected(
                    inspection, pictures.stream().map(Path::toString).toList()));
            return 0;
        }
        terminal.lines(inspection.lines());
        pictures.forEach(picture -> terminal.out().println("drawn: " + picture));
        return 0;
    }

    /** What an inspection found, as JSON. */
    private record Inspected(Inspection data, List<String> pictures) {}

    private static Catalogue catalogue(Path file) {
        return file == null ? Catalogue.own() : Catalogue.read(file);
    }

    private PluginRegistry registry() {
        return Plugins.registry(terminal);
    }
}
