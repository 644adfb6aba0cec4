import com.sun.source.util.JavacTask;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Parses the texts that come in base64, one a line; answers each with "right", or offset, code and message of the first error. */
public class Judge {
  public static void main(String[] args) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String text = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
      System.out.println(judge(compiler, text));
      System.out.flush();
    }
  }

  private static String judge(JavaCompiler compiler, String text) throws Exception {
    DiagnosticCollector<JavaFileObject> heard = new DiagnosticCollector<>();
    List<Text> texts = List.of(new Text(text));
    // Parses and no more: names and types are not looked at.
    ((JavacTask) compiler.getTask(null, null, heard, List.of("-proc:none"), null, texts)).parse();
    Diagnostic<? extends JavaFileObject> first = null;
    for (Diagnostic<? extends JavaFileObject> one : heard.getDiagnostics()) {
      if (one.getKind() != Diagnostic.Kind.ERROR) continue;
      if (first == null || one.getPosition() < first.getPosition()) first = one;
    }
    if (first == null) return "right";
    return first.getPosition() + " " + first.getCode() + " " + first.getMessage(null).replace('\n', ' ');
  }

  private static class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String text) {
      super(URI.create("string:///Text.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
