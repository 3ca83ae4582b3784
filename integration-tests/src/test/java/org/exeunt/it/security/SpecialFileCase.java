package org.exeunt.it.security;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.it.support.CommandLineRun;

/**
 * A command, and a special file in place of a file or folder that it reads or writes.
 *
 * @param arguments {@code @} stands for the working folder
 * @param name path of the special file, relative to the working folder
 */
record SpecialFileCase(List<String> arguments, String name, SpecialFile kind) {
    /** Runs the command in a working folder. */
    CommandLineRun run(Path work) {
        return CommandLineRun.of(arguments.stream()
                .map(argument -> argument.replace("@", work.toString()))
                .toArray(String[]::new));
    }

    @Override
    public String toString() {
        return "%s as %s, before %s".formatted(kind, name, String.join(" ", arguments));
    }

    /**
     * Returns every special file in place of files and folders of every command.
     *
     * @param run directory name of a run under {@code runs}, {@code stopped} and {@code new}
     * @param exportable directory name of a run under {@code dl4j}
     */
    static List<SpecialFileCase> all(String run, String exportable) {
        String commands =
                """
                run @/toy.json --runs-dir @/new --checkpoint-interval 0s
                  toy.json new new/RUN new/.RUN.partial new/.RUN.partial/rounds.jsonl new/.RUN.partial/models
                run @/toy.json --runs-dir @/new --set trackers=[{"type":"tensorboard","dir":"@/events"}]
                  events events/toy
                run @/toy.json --runs-dir @/stopped --resume --checkpoint-interval 0s
                  stopped/.RUN.lock stopped/.RUN.partial stopped/.RUN.partial/config.json
                  stopped/.RUN.partial/rounds.jsonl stopped/.RUN.partial/timings.csv
                  stopped/.RUN.partial/.summary.json.partial stopped/.RUN.partial/checkpoints/round-3.checkpoint
                  stopped/.RUN.partial/checkpoints/.round-4.checkpoint.partial
                run @/toy.json --runs-dir @/runs --rerun
                  runs/RUN runs/.RUN.partial runs/RUN/rounds.jsonl runs/RUN/checkpoints
                run @/toy.json --runs-dir @/runs
                  runs/RUN/manifest.json runs/RUN/summary.json runs/RUN/report.html runs/RUN/.report.html.partial
                evaluate @/runs/RUN
                  runs/RUN runs/RUN/rounds.jsonl runs/RUN/models/client-0.safetensors
                verify @/runs/RUN
                  runs/RUN runs/RUN/manifest.json runs/RUN/partition.json runs/RUN/models
                predict @/runs/RUN --client 0 --input @/input.png
                  input.png runs/RUN/config.json runs/RUN/models/client-0.safetensors
                export @/dl4j/EXPORTABLE --client 0 --output @/out.zip
                  out.zip .out.zip.partial dl4j/EXPORTABLE/models/client-0.safetensors
                compare report @/comparison.json --runs-dir @/compared --report @/report
                  comparison.json toy.json report report/report.md report/results.csv report/.report.html.partial
                datasets inspect @/toy.json --output @/pictures
                  pictures pictures/toy.html pictures/.toy.html.partial
                datasets fetch mnist --dir @/data --catalogue @/catalogue.json
                  catalogue.json data data/digits data/.fetching-mnist
                plugins new strategy my-method --output @/made
                  made
                config validate @/toy.json --set partition={"type":"file","file":"@/split.json"}
                  toy.json split.json
                config validate @/toy.json --set dataset={"type":"mnist","dir":"@/digits"}
                  digits digits/train-images-idx3-ubyte.gz
                """;
        List<SpecialFileCase> cases = new ArrayList<>();
        List<String> command = List.of();
        for (String line :
                commands.replace("EXPORTABLE", exportable).replace("RUN", run).split("\n")) {
            List<String> words = List.of(line.strip().split(" "));
            if (!line.startsWith(" ")) {
                command = words;
                continue;
            }
            for (String name : words) {
                for (SpecialFile kind : SpecialFile.values()) {
                    cases.add(new SpecialFileCase(command, name, kind));
                }
            }
        }
        return cases;
    }
}
