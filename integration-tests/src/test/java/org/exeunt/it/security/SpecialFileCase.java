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
    private static final List<String> RECORDS = List.of(
            "config.json",
            "provenance.json",
            "class-distribution.json",
            "partition.json",
            "rounds.jsonl",
            "clients.csv",
            "exits.csv");

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
     * Returns every special file in place of every file and folder of every command.
     *
     * @param run directory name of a run under {@code runs}, {@code stopped} and {@code new}
     * @param exportable directory name of a run under {@code dl4j}
     */
    static List<SpecialFileCase> all(String run, String exportable) {
        List<SpecialFileCase> cases = new ArrayList<>();
        String finished = "runs/" + run;
        String partial = ".%s.partial/".formatted(run);
        List<String> nearby = List.of(run, "." + run + ".partial", "." + run + ".former", "." + run + ".lock");

        String[] fresh = {"run", "@/toy.json", "--runs-dir", "@/new", "--checkpoint-interval", "0s"};
        add(cases, fresh, "new", "toy.json");
        add(cases, fresh, in("new/", nearby));
        add(
                cases,
                fresh,
                in(
                        "new/" + partial,
                        List.of("rounds.jsonl", "checkpoints", "models", "summary.json", "manifest.json")));
        String[] tracked = {
            "run",
            "@/toy.json",
            "--runs-dir",
            "@/new",
            "--set",
            "trackers=[{\"type\": \"tensorboard\", \"dir\": \"@/events\"}]"
        };
        add(cases, tracked, "events", "events/toy");

        String[] resumed = {"run", "@/toy.json", "--runs-dir", "@/stopped", "--resume", "--checkpoint-interval", "0s"};
        add(cases, resumed, in("stopped/", nearby));
        add(cases, resumed, in("stopped/" + partial, RECORDS));
        add(
                cases,
                resumed,
                in(
                        "stopped/" + partial,
                        List.of("timings.csv", "summary.json", "manifest.json", "models", "checkpoints")));
        add(cases, resumed, in("stopped/" + partial, hidden(List.of("timings.csv", "summary.json", "manifest.json"))));
        add(
                cases,
                resumed,
                in(
                        "stopped/" + partial + "checkpoints/",
                        List.of("round-3.checkpoint", "round-9.checkpoint", ".round-4.checkpoint.partial", "other")));

        String[] again = {"run", "@/toy.json", "--runs-dir", "@/runs", "--rerun"};
        add(cases, again, in("runs/", nearby));
        add(
                cases,
                again,
                in(finished + "/", List.of("rounds.jsonl", "summary.json", "manifest.json", "checkpoints", "models")));

        String[] reused = {"run", "@/toy.json", "--runs-dir", "@/runs"};
        List<String> read = new ArrayList<>(RECORDS);
        read.addAll(List.of(
                "manifest.json",
                "summary.json",
                "timings.csv",
                "checkpoints",
                "models",
                "models/client-0.safetensors"));
        add(cases, reused, in("runs/", nearby));
        add(cases, reused, in(finished + "/", read));
        add(cases, reused, in(finished + "/", List.of("report.html", ".report.html.partial")));

        for (String command : List.of("evaluate", "verify")) {
            add(cases, new String[] {command, "@/" + finished}, in(finished + "/", read));
            add(cases, new String[] {command, "@/" + finished}, finished);
        }
        String[] predict = {"predict", "@/" + finished, "--client", "0", "--input", "@/input.png"};
        add(
                cases,
                predict,
                in(
                        finished + "/",
                        List.of("manifest.json", "summary.json", "config.json", "models/client-0.safetensors")));
        add(cases, predict, "input.png");
        String[] export = {"export", "@/dl4j/" + exportable, "--client", "0", "--output", "@/out.zip"};
        add(cases, export, "out.zip", ".out.zip.partial", "dl4j/" + exportable + "/models/client-0.safetensors");

        String[] compare = {"compare", "report", "@/comparison.json", "--runs-dir", "@/compared", "--report", "@/report"
        };
        List<String> reports = List.of(
                "report.md",
                "report.html",
                "tables.tex",
                "tables-small.tex",
                "results.csv",
                "curves.csv",
                "rules.csv",
                "savings.csv");
        add(cases, compare, "comparison.json", "toy.json", "report");
        add(cases, compare, in("report/", reports));
        add(cases, compare, in("report/", hidden(reports)));

        String[] inspect = {"datasets", "inspect", "@/toy.json", "--output", "@/pictures"};
        List<String> pages = List.of("toy.html");
        add(cases, inspect, "pictures");
        add(cases, inspect, in("pictures/", pages));
        add(cases, inspect, in("pictures/", hidden(pages)));

        String[] fetch = {"datasets", "fetch", "mnist", "--dir", "@/data", "--catalogue", "@/catalogue.json"};
        add(cases, fetch, "catalogue.json", "data", "data/digits", "data/.fetching-mnist", "data/.fetching-mnist.lock");
        add(cases, fetch, in("data/.fetching-mnist/", List.of("digits", "other")));

        add(cases, new String[] {"plugins", "new", "strategy", "my-method", "--output", "@/made"}, "made");
        add(cases, new String[] {"config", "validate", "@/toy.json"}, "toy.json");
        add(
                cases,
                new String[] {
                    "config",
                    "validate",
                    "@/toy.json",
                    "--set",
                    "partition={\"type\": \"file\", \"file\": \"@/split.json\"}"
                },
                "split.json");
        add(
                cases,
                new String[] {
                    "config", "validate", "@/toy.json", "--set", "dataset={\"type\": \"mnist\", \"dir\": \"@/digits\"}"
                },
                "digits",
                "digits/train-images-idx3-ubyte.gz");
        return cases;
    }

    private static String[] in(String folder, List<String> names) {
        return names.stream().map(name -> folder + name).toArray(String[]::new);
    }

    private static List<String> hidden(List<String> names) {
        return names.stream().map(name -> "." + name + ".partial").toList();
    }

    private static void add(List<SpecialFileCase> cases, String[] arguments, String... names) {
        for (String name : names) {
            for (SpecialFile kind : SpecialFile.values()) {
                cases.add(new SpecialFileCase(List.of(arguments), name, kind));
            }
        }
    }
}
