// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/**
 * The text that an output request asks to print. The functions of {@code io_lib} that OTP's own {@code io} sends are
 * carried out; any other is refused, as code of other modules cannot be run here.
 */
record OutputText(PrintEnvironment environment) {
    private static final Atom FORMAT = Atom.of("format");

    /** @throws ChardataException if it is no text */
    String of(IoRequest.PutChars request) {
        return request.unicode() ? Chardata.unicode(request.chars()) : Chardata.latin1(request.chars());
    }

    /**
     * @throws BadFormatException if the function is not known, or fails, or its result does not go with the encoding
     */
    String of(IoRequest.PutResult request) {
        String text = result(request);
        if (!request.unicode() && !TextWidth.isLatin1(text)) {
            throw new BadFormatException("the request takes Latin-1, the text has more");
        }
        return text;
    }

    private String result(IoRequest.PutResult request) {
        ListTerm arguments = request.arguments();
        String function = request.module().name() + ":" + request.function().name() + "/" + arguments.size();
        return switch (function) {
            case "io_lib:format/2", "io_lib:fwrite/2" -> IoLib.format(arguments.get(0), arguments.get(1), environment);
            case "io_lib:write/1" -> ErlangPrint.write(arguments.get(0), options(false));
            case "io_lib:print/1" -> ErlangPrint.print(arguments.get(0), 1, ErlangPrint.LINE_LENGTH, options(false));
            case "io_lib:nl/0" -> "\n";
            default -> throw new BadFormatException(function + " cannot be run here");
        };
    }

    /** The text of a prompt: text as it is, {@code {format, Format, Arguments}} formatted, anything else as a term. */
    String prompt(Term prompt) {
        try {
            return switch (prompt) {
                case Atom atom -> atom.name();
                case Tuple tuple when tuple.is(FORMAT, 3) -> IoLib.format(tuple.get(1), tuple.get(2), environment);
                case ListTerm list -> Chardata.lenient(list);
                case Bits bits -> Chardata.lenient(bits);
                case Term other -> ErlangPrint.print(other, 1, ErlangPrint.LINE_LENGTH, options(true));
            };
        } catch (BadFormatException | ChardataException noText) {
            return "???"; // what OTP shows
        }
    }

    private PrintOptions options(boolean unicode) {
        return new PrintOptions(-1, unicode, true, MapOrder.AS_IT_COMES, environment);
    }
}
