// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Random records of every mapped type, through bytes and back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TermMapperRandomTest {
    private static final Atom KATE = Atom.of("kate@localhost");

    enum Colour {
        RED,
        LIGHT_GREEN
    }

    sealed interface Shape {}

    record Circle(double radius) implements Shape {}

    record Group(List<Shape> shapes, Optional<Shape> main) implements Shape {}

    @AsMap
    record Scalars(
            int small,
            long big,
            BigInteger huge,
            double real,
            boolean flag,
            String text,
            Charlist chars,
            Bits bits,
            Duration time,
            Colour colour) {}

    record Addresses(NodeName node, Name name, Name.At at, ServerRef any, Pid pid, Ref ref, Atom atom, Term term) {}

    @Untagged
    record Everything(
            Scalars scalars,
            Addresses addresses,
            List<Map<String, Optional<Integer>>> nested,
            Map<Colour, List<Shape>> shapes,
            Result<List<Long>> result,
            Optional<Group> group,
            Keyword options) {}

    private final Random random = new Random(20251);

    @Test
    void a_thousand_random_records_come_back_equal() {
        for (int i = 0; i < 1000; i++) {
            Everything sent = (Everything) make(Everything.class, 4);
            TermMapper.checkSendable(sent);
            Term term = TermMapper.toTerm(sent);
            Term received = TermReader.decode(TermWriter.encode(term));
            assertThat(TermMapper.fromTerm(received, Everything.class)).isEqualTo(sent);
            assertThat(TermMapper.describe(sent)).isEqualTo(term.toString());
        }
    }

    @Test
    void random_terms_match_or_not_and_never_break() {
        Type[] types = {Everything.class, Scalars.class, Addresses.class, Shape.class, Keyword.class, Colour.class};
        for (int i = 0; i < 1000; i++) {
            Term term = TermMapper.toTerm(make(Everything.class, 3));
            for (Term part : parts(term)) {
                for (Type type : types) {
                    var value = TermMapper.tryFromTerm(part, (Class<?>) type);
                    value.ifPresent(read -> assertThat(TermMapper.fromTerm(TermMapper.toTerm(read), type))
                            .isEqualTo(read));
                }
            }
        }
    }

    private static List<Term> parts(Term term) {
        return term instanceof Tuple tuple ? tuple.elements() : List.of(term);
    }

    private Object make(Type type, int depth) {
        return switch (type) {
            case ParameterizedType generic -> container(generic, depth);
            case Class<?> c when c == int.class || c == Integer.class -> random.nextInt();
            case Class<?> c when c == long.class || c == Long.class -> random.nextLong() >> random.nextInt(64);
            case Class<?> c when c == BigInteger.class -> new BigInteger(random.nextInt(200), random).negate();
            case Class<?> c when c == double.class -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case Class<?> c when c == boolean.class -> random.nextBoolean();
            case Class<?> c when c == String.class -> text();
            case Class<?> c when c == Charlist.class -> new Charlist(text());
            case Class<?> c when c == Bits.class -> bits();
            case Class<?> c when c == Duration.class -> Duration.ofMillis(random.nextInt(1 << 30));
            case Class<?> c when c == NodeName.class -> new NodeName(KATE);
            case Class<?> c when c == Name.class -> Name.of("n" + random.nextInt(9));
            case Class<?> c
            when c == Name.At.class -> Name.of("n" + random.nextInt(9)).at("kate@localhost");
            case Class<?> c
            when c == ServerRef.class ->
                make(List.of(Name.class, Name.At.class, Pid.class).get(random.nextInt(3)), depth);
            case Class<?> c
            when c == Pid.class -> new Pid(KATE, random.nextInt(), random.nextInt(99), random.nextInt());
            case Class<?> c
            when c == Ref.class -> Ref.of(KATE, 1, random.nextInt(), random.nextInt(), random.nextInt());
            case Class<?> c when c == Atom.class -> Atom.of("a" + random.nextInt(99));
            case Class<?> c when c == Term.class -> TermMapper.toTerm(make(Scalars.class, depth));
            case Class<?> c
            when c == Keyword.class -> Keyword.of(text(), random.nextInt()).with("b", text());
            case Class<?> c when c.isEnum() -> c.getEnumConstants()[random.nextInt(c.getEnumConstants().length)];
            case Class<?> c
            when c == Shape.class -> make(depth > 0 && random.nextBoolean() ? Group.class : Circle.class, depth);
            case Class<?> c when c.isRecord() -> record(c, depth);
            case Type other -> throw new IllegalArgumentException("nothing random for " + other);
        };
    }

    private Object container(ParameterizedType type, int depth) {
        Type[] of = type.getActualTypeArguments();
        Class<?> raw = (Class<?>) type.getRawType();
        if (raw == Optional.class) {
            return depth > 0 && random.nextBoolean() ? Optional.of(make(of[0], depth - 1)) : Optional.empty();
        }
        int size = depth > 0 ? random.nextInt(4) : 0;
        Supplier<Object> element = () -> make(of[0], depth - 1);
        if (raw == List.class) {
            return IntStream.range(0, size).mapToObj(_ -> element.get()).toList();
        }
        if (raw == Map.class) {
            Map<Object, Object> map = new LinkedHashMap<>();
            IntStream.range(0, size).forEach(_ -> map.put(element.get(), make(of[1], depth - 1)));
            return map;
        }
        return random.nextBoolean() ? Result.ok(element.get()) : Result.error(text());
    }

    private Object record(Class<?> type, int depth) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Object[] values = new Object[components.length];
            Class<?>[] parameters = new Class<?>[components.length];
            for (int i = 0; i < values.length; i++) {
                parameters[i] = components[i].getType();
                values[i] = make(components[i].getGenericType(), depth - 1);
            }
            return type.getDeclaredConstructor(parameters).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type.getName(), e);
        }
    }

    private String text() {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int[] planes = {
                ' ' + random.nextInt(95),
                0xA1 + random.nextInt(400),
                0x4E00 + random.nextInt(99),
                0x1F600 + random.nextInt(64)
            };
            out.appendCodePoint(planes[random.nextInt(planes.length)]);
        }
        return out.toString();
    }

    private Bits bits() {
        byte[] bytes = new byte[1 + random.nextInt(8)];
        random.nextBytes(bytes);
        return Bits.ofBits(bytes, 1 + random.nextInt(8));
    }
}
