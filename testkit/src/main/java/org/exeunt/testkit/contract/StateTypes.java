package org.exeunt.testkit.contract;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.Similarities;

/** Finds components of a server state with types that checkpoints do not support. */
final class StateTypes {
    private static final Set<Class<?>> LEAVES = Set.of(
            ParameterSet.class,
            Payload.class,
            Similarities.class,
            String.class,
            int.class,
            long.class,
            float.class,
            double.class,
            boolean.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Boolean.class);

    private final Set<Type> seen = new HashSet<>();
    private final List<String> found = new ArrayList<>();

    private StateTypes() {}

    /** Returns one sentence per component of an unsupported type. */
    static List<String> unsupported(Class<? extends Record> state) {
        StateTypes search = new StateTypes();
        search.visitComponents(state);
        return search.found;
    }

    private void visitComponents(Class<?> holder) {
        if (seen.add(holder)) {
            for (RecordComponent component : holder.getRecordComponents()) {
                visit(holder.getSimpleName() + "." + component.getName(), component.getGenericType());
            }
        }
    }

    private void visit(String path, Type type) {
        if (type instanceof Class<?> plain && plain.isRecord()) {
            visitComponents(plain);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            visit(path, generic.getActualTypeArguments()[0]);
        } else if (type instanceof ParameterizedType generic && isMapByClient(generic)) {
            visit(path, generic.getActualTypeArguments()[1]);
        } else if (!(type instanceof Class<?> leaf && LEAVES.contains(leaf))) {
            found.add(path + " is a " + type.getTypeName());
        }
    }

    private static boolean isMapByClient(ParameterizedType type) {
        return (type.getRawType() == Map.class || type.getRawType() == SortedMap.class)
                && type.getActualTypeArguments()[0] == ClientId.class;
    }
}
