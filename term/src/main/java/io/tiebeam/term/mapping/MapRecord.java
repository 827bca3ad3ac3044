// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Atom;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Rest;
import io.tiebeam.term.Struct;
import io.tiebeam.term.Term;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A record as a map with atoms for keys, or as an Elixir struct. */
final class MapRecord implements Mapping {
    private static final Atom STRUCT = Atom.of("__struct__");

    private final RecordShape shape;
    private final Atom module; // null: a plain map
    private final Atom[] keys;
    private final int rest; // the component with all other entries, or -1

    private MapRecord(RecordShape shape, Atom module, Atom[] keys, int rest) {
        this.shape = shape;
        this.module = module;
        this.keys = keys;
        this.rest = rest;
    }

    static MapRecord of(Class<?> type, Bindings bindings, MappingBuilder builder) {
        RecordShape shape = new RecordShape(type, bindings, builder);
        Struct struct = type.getAnnotation(Struct.class);
        Atom[] keys = new Atom[shape.size()];
        int rest = -1;
        for (int i = 0; i < keys.length; i++) {
            keys[i] = Names.onWire(shape.component(i), shape.component(i).getName());
            if (shape.component(i).isAnnotationPresent(Rest.class)) {
                if (rest >= 0 || !(shape.mapping(i) instanceof Containers.OfMap)) {
                    throw Unmappable.because("is marked @Rest", "mark one component, a Map")
                            .in(shape.step(i));
                }
                rest = i;
            }
        }
        return new MapRecord(shape, struct == null ? null : Atom.of(struct.value()), keys, rest);
    }

    @Override
    public Term write(Object record) {
        Map<Term, Term> entries = LinkedHashMap.newLinkedHashMap(keys.length + 1);
        if (module != null) {
            entries.put(STRUCT, module);
        }
        for (int i = 0; i < keys.length; i++) {
            if (i != rest) {
                entries.put(keys[i], written(record, i));
            }
        }
        if (rest >= 0) {
            ((MapTerm) written(record, rest)).forEach((key, value) -> {
                if (entries.putIfAbsent(key, value) != null) {
                    throw Unmappable.because("has the key " + key + ", which is a component too", "leave it out")
                            .in(shape.step(rest));
                }
            });
        }
        return MapTerm.of(entries);
    }

    private Term written(Object record, int i) {
        try {
            return Mappings.written(shape.mapping(i), shape.value(record, i));
        } catch (Unmappable reason) {
            throw reason.in(shape.step(i));
        }
    }

    @Override
    public Object read(Term term) {
        if (!(term instanceof MapTerm map) || !isOfModule(map)) {
            return NO_MATCH;
        }
        Object[] values = new Object[keys.length];
        return firstMisfit(map, values) < 0 ? shape.create(values) : NO_MATCH;
    }

    private boolean isOfModule(MapTerm map) {
        return module == null || map.get(STRUCT).filter(module::equals).isPresent();
    }

    private int firstMisfit(MapTerm map, Object[] values) {
        for (int i = 0; i < keys.length; i++) {
            values[i] = component(map, i);
            if (values[i] == NO_MATCH) {
                return i;
            }
        }
        return -1;
    }

    private Object component(MapTerm map, int i) {
        if (i == rest) {
            return shape.mapping(i).read(remainder(map));
        }
        Optional<Term> found = map.get(keys[i]);
        if (found.isPresent()) {
            return shape.mapping(i).read(found.get());
        }
        return shape.mapping(i) instanceof Containers.OfOptional ? Optional.empty() : NO_MATCH;
    }

    private MapTerm remainder(MapTerm map) {
        Map<Term, Term> entries = new LinkedHashMap<>(map.asMap());
        for (int i = 0; i < keys.length; i++) {
            if (i != rest) {
                entries.remove(keys[i]);
            }
        }
        if (module != null) {
            entries.remove(STRUCT);
        }
        return MapTerm.of(entries);
    }

    @Override
    public Mismatch explain(Term term) {
        if (!(term instanceof MapTerm map) || !isOfModule(map)) {
            return Mismatch.of(expected(), term);
        }
        Object[] values = new Object[keys.length];
        int misfit = firstMisfit(map, values);
        if (misfit < 0) {
            return Mismatch.because(shape.refusal(values), term);
        }
        Term found = misfit == rest ? remainder(map) : map.get(keys[misfit]).orElse(null);
        return found == null
                ? Mismatch.because("expected a key " + keys[misfit], term)
                : shape.mapping(misfit).explain(found).in(shape.step(misfit));
    }

    @Override
    public String expected() {
        StringBuilder out =
                new StringBuilder("%").append(module == null ? "" : module).append('{');
        for (int i = 0; i < keys.length; i++) {
            if (i != rest) {
                out.append(out.charAt(out.length() - 1) == '{' ? "" : ", ")
                        .append(keys[i].name())
                        .append(": _");
            }
        }
        return out.append('}').toString();
    }

    @Override
    public String label() {
        return module == null ? shape.type().getSimpleName() : module.toString();
    }

    @Override
    public boolean isShareable(Object record) {
        return record != null && shape.isShareable(record);
    }

    @Override
    public Unmappable mutablePart() {
        return shape.mutablePart();
    }
}
