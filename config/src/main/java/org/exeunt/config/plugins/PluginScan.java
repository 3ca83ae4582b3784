package org.exeunt.config.plugins;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;

/**
 * All that service files of a class loader announce, each plugin loaded on its own, so that a broken one hides no other.
 *
 * @param installed answered all questions, incompatible ones and those in conflict among them
 * @param broken could not be loaded
 * @param conflicts one sentence for each id that several claim, and each plugin in several jars
 */
public record PluginScan(List<InstalledPlugin> installed, List<BrokenPlugin> broken, List<String> conflicts) {
    public PluginScan {
        installed = List.copyOf(installed);
        broken = List.copyOf(broken);
        conflicts = List.copyOf(conflicts);
    }

    /** Looks at all that {@code loader} and its parents announce. */
    public static PluginScan of(ClassLoader loader) {
        return of(loader, names -> Map.of());
    }

    /** Looks at all that {@code loader} and its parents announce, and makes no plugin that {@code precaution} refuses. */
    public static PluginScan of(ClassLoader loader, PluginPrecaution precaution) {
        List<BrokenPlugin> broken = new ArrayList<>();
        Map<String, List<ServiceEntry>> announced = new LinkedHashMap<>();
        for (ServiceEntry announcement : ServiceFiles.read(loader, broken::add)) {
            announced
                    .computeIfAbsent(announcement.name(), name -> new ArrayList<>())
                    .add(announcement);
        }
        Map<String, String> refusals = precaution.refusals(announced.keySet());
        List<String> conflicts = new ArrayList<>();
        List<InstalledPlugin> installed = new ArrayList<>();
        announced.forEach((name, announcements) -> {
            if (announcements.size() > 1) {
                twoJars(name, loader).ifPresent(conflicts::add);
            }
            PluginLoading.Outcome outcome =
                    PluginLoading.load(announcements.get(0), loader, Optional.ofNullable(refusals.get(name)));
            outcome.installed().ifPresent(installed::add);
            outcome.broken().ifPresent(broken::add);
        });
        conflicts.addAll(claimedTwice(installed));
        return new PluginScan(installed, broken, conflicts);
    }

    /**
     * Returns a registry of all plugins.
     *
     * @throws ExeuntException PLUGIN-02 if two claim one id, or one lies in two jars
     */
    public PluginRegistry registry() {
        if (!conflicts.isEmpty()) {
            throw new ExeuntException(
                    PluginRegistry.CLAIMED_TWICE,
                    String.join("\n", conflicts)
                            + "\nRemove one of them or have its author choose another id; none is picked for you.");
        }
        return new PluginRegistry(installed, broken);
    }

    /** Returns a registry of what nobody disputes: of plugins that claim one id it has none. */
    public PluginRegistry undisputed() {
        Map<String, List<InstalledPlugin>> claims = claims(installed);
        return new PluginRegistry(
                claims.values().stream()
                        .filter(rivals -> rivals.size() == 1)
                        .map(rivals -> rivals.get(0))
                        .toList(),
                broken);
    }

    private static Map<String, List<InstalledPlugin>> claims(List<InstalledPlugin> installed) {
        return installed.stream()
                .sorted(Comparator.comparing(InstalledPlugin::kind).thenComparing(InstalledPlugin::id))
                .collect(groupingBy(
                        plugin -> plugin.kind().contract().getName() + ' ' + plugin.id(),
                        LinkedHashMap::new,
                        toList()));
    }

    private static List<String> claimedTwice(List<InstalledPlugin> installed) {
        return claims(installed).values().stream()
                .filter(claims -> claims.size() > 1)
                .map(claims -> "%d plugins claim the %s id '%s': %s."
                        .formatted(
                                claims.size(),
                                claims.get(0).kind(),
                                claims.get(0).id(),
                                claims.stream().map(InstalledPlugin::claim).collect(joining(" and "))))
                .toList();
    }

    private static Optional<String> twoJars(String name, ClassLoader loader) {
        String resource = name.replace('.', '/') + ".class";
        try {
            Map<String, String> places = new LinkedHashMap<>();
            for (URL file : Collections.list(loader.getResources(resource))) {
                places.put(file.toString(), PluginOrigin.holding(file, resource).place());
            }
            return places.size() < 2
                    ? Optional.empty()
                    : Optional.of("Plugin %s lies in more than one place: %s."
                            .formatted(name, String.join(" and ", places.values())));
        } catch (IOException e) {
            return Optional.empty(); // whether it can be loaded at all is found out next
        }
    }
}
