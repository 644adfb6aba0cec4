/**
 * Which files hold keys and credentials, by name and place: data for `secretFiles.ts`.
 *
 * Many of the names are facts from gitrob's `filesignatures.json` (Copyright 2014 Michael Henriksen, MIT License); we added
 * the others.
 */

export interface SecretRule {
  /** What such a file holds, for people. */
  readonly what: string;
  readonly globs: readonly string[];
}

/** Hold secrets whatever else their names say. */
export const SECRET_ALWAYS: readonly SecretRule[] = [
  {
    what: "keys and certificates",
    globs: [
      "*.{pem,key,p8,pk8,p12,pfx,pkcs8,pkcs12,ppk,pvk,snk,privkey,priv,agekey,keypair,keytab,tsig}",
      "*.{crt,cer,cert,der,csr,crl,p7b,p7c,p7s,spc,pgp,gpg,mobileprovision,provisionprofile}",
      "{ssl,tls,pki}/private/**",
      "letsencrypt/{live,archive,keys,accounts}/**",
      "private-keys-v1.d/**",
      "{pubring,secring,trustdb}.*",
      "{private,secret,{,*[._-]}{sec,key,keys,privkey,pubkey}}.asc",
    ],
  },
  {
    what: "stores of keys and passwords",
    globs: [
      "*.{jks,jceks,bks,keystore,truststore,kdb,kdbx,psafe3,kwallet,keychain,keychain-db,keyring,agilekeychain,opvault}",
      "{key3,key4,cert8,cert9}.db",
      "{*.wallet,cwallet.sso,Login Data}",
      "{logins.json,signons.sqlite,cookies.sqlite,wallet.dat,otr.private_key}",
      ".password-store/**",
      "UTC--[0-9]*",
    ],
  },
  {
    what: "keys and settings of SSH and GnuPG",
    globs: [".{ssh,gnupg}{,[._-]*}/**", "ssh_host_*key{,.pub}", "authorized_keys{,2}", ".{rhosts,shosts}"],
  },
  { what: "keys of networks", globs: ["*.{ovpn,nmconnection}", "wg[0-9]{,[0-9]}.conf", "wireguard/*.conf"] },
  { what: "passwords of networks", globs: ["wpa_supplicant*.conf", "{ipsec,ppp}.secrets", "{chap,pap,srp}-secrets"] },
  {
    what: "passwords of a system",
    globs: ["etc/{shadow,gshadow,master.passwd,opasswd}{,-,.bak}", "etc/security/{passwd,opasswd}", "{,.}smbpasswd"],
  },
  { what: "secrets given to a container", globs: ["run/secrets/**"] },
  {
    what: "credentials of a cloud",
    globs: [
      ".{aws,azure,oci,kube,cloudflared,kaggle}/**",
      "gcloud/{credentials.db,access_tokens.db,*credentials*,legacy_credentials/**}",
      "{.,}kubeconfig",
      "*.{kubeconfig,publishsettings,cscfg}",
      "{.boto,.s3cfg,.s3curl,.tugboat,.passwd-s3fs,passwd-s3fs,kaggle.json}",
      "{accessTokens,azureauth,application_default_credentials,adc}.json",
      "*-firebase-adminsdk-*.json",
      "doctl/config.yaml",
      "{*_,}{accessKeys,rootkey}.csv",
      "huggingface/token",
      "{.,}rclone.conf",
      ".{databrickscfg,sentryclirc}",
      ".{snowsql,mc,ngrok2,dbt}/**",
    ],
  },
  {
    what: "state and variables of Terraform",
    globs: ["*.tfstate{,.*}", "{.terraformrc,terraform.rc,credentials.tfrc.json}"],
  },
  {
    what: "credentials of a registry",
    globs: [
      ".docker/config.json",
      "{.,}dockercfg",
      "{.,}dockerconfig{,.}json",
      ".{pypirc,gem/credentials}",
      ".cargo/credentials{,.toml}",
      ".gradle/gradle.properties",
      ".bundle/config",
      ".m2/settings{,-security}.xml",
      "{.,}composer/auth.json",
    ],
  },
  {
    what: "credentials of a version control system",
    globs: [
      ".git/config{,.worktree}",
      ".git/{modules,worktrees}/**/config{,.worktree}",
      "*.git/config",
      ".git/credentials",
      ".git-credentials",
      "gh/hosts.yml",
      ".config/hub",
      "glab-cli/config.yml",
      ".subversion/auth/**",
    ],
  },
  {
    what: "passwords of servers",
    globs: [
      "{.,_}netrc",
      ".authinfo",
      "{.pgpass,pgpass.conf}",
      "{.,}pg_service.conf",
      ".{my,mylogin}.cnf",
      "{*.,.,}{htpasswd,htdigest}",
      ".{fetchmailrc,msmtprc,esmtprc,mbsyncrc,offlineimaprc,smbcredentials,ftpconfig,ftppass}",
      "{proftpdpasswd,.remote-sync.json,ftp-sync.json,ftp-simple.json,sftp-config.json,sftp.json,sftp-config}",
      "{filezilla,recentservers,sitemanager}.xml",
      "WinSCP.ini",
      "{.,}dbeaver-data-sources.xml",
      ".dbeaver/credentials-config.json",
      "robomongo.json",
      "{.Xauthority,.erlang.cookie,krb5cc_*}",
    ],
  },
  { what: "the key to a vault", globs: ["{.,*[._-],}vault{-,_,}{token,pass,password}{,.txt}"] },
  {
    what: "a history of commands",
    globs: [".{bash,zsh,sh,psql,mysql,sqlite,python,irb,node_repl,rediscli,mongo}_history"],
  },
  {
    what: "environment variables in a shell's or a program's words",
    globs: [".env.{js,cjs,mjs,php,sh,ps1,bat,cmd}", ".env.local.php"],
  },
  {
    what: "secrets in a shell's words",
    globs: ["{.,}{secret,secrets,credentials,creds}.{sh,bash,zsh,fish,ps1,bat,cmd}"],
  },
];

/** Hold secrets unless the name says that they are source, prose or an example. */
export const SECRET_UNLESS_SOURCE: readonly SecretRule[] = [
  {
    what: "environment variables",
    globs: [
      "{.,}env",
      ".env[._-]*",
      "*.env",
      "*.env.*",
      "env.{local,dev,development,test,testing,ci,stage,staging,prod,production,live}{,.local}",
      ".{envrc,flaskenv,dotenv,environment}",
      ".dev.vars{,.*}",
      ".{env,envs,dotenv}/**",
    ],
  },
  {
    what: "private keys",
    globs: [
      "{,.}id_{rsa,dsa,ecdsa,ed25519,xmss}*",
      "*[._-]{rsa,dsa,ecdsa,ed25519}{,.pub}",
      "{,*[ ._-]}{deploy,deployment,private,priv,secret,ssh,host,signing,encryption,master,access,age,gpg,pgp,tls,ssl,rsa,ec,ecdsa,ed25519,wireguard,wg,jwt,ca,api,account,gcp,sa,admin,root,server,client,unseal,vault,cluster}{,_,-,., }key{,s}{,.*}",
      "{,*[ ._-]}{privkey,keyfile}{,[0-9]}{,.*}",
      "*.private",
      "{,*[ ._-]}key{-,_,}pair{,.*}",
      "secret_key_base{,.txt}",
      "keys.txt",
      "{key,keystore,signing}.properties",
      "keystore{,.*}",
      "sops/age/**",
    ],
  },
  {
    what: "credentials",
    globs: [
      "{.,}{secret,secrets,credential,credentials,creds}{,.*}",
      "*[._-]{secret,secrets,credential,credentials,creds}{,.*}",
      "{secrets,credentials,creds}[_-]*",
      "secret[_-]{token,prod,production,dev,staging,local,values,test}{,.*}",
      "client{_,-,}secret*",
      "{.,}secrets/**",
      "service{-,_,}account*.json",
      "vault.{yml,yaml}",
      "*.tfvars{,.json}",
      "kubeconfig[._-]*",
    ],
  },
  {
    what: "passwords",
    globs: [
      "{.,*[ ._-],}{password,passwords,passwd,passphrase}{,.txt,.csv,.tsv,.ini,.conf,.cfg,.yml,.yaml,.properties}",
      "{pwd,pass,passwd,password}{-,_,}file{,.txt}",
      "{recovery,backup}{-,_, ,}{code,codes,key,keys}{,.txt}",
      "{{.,}mnemonic,seed{-,_,}phrase}{,.*}",
    ],
  },
  {
    what: "access tokens",
    globs: [
      "{.,}{token,tokens}{,.txt}",
      "token.{json,pickle}",
      "*[._-]{token,tokens}{,.txt}",
      "{access,refresh,auth,oauth,bearer,api}{-,_,}{token,tokens}{,.*}",
      "msal_token_cache*",
    ],
  },
];

/** Parts of a name that say that it is an example. */
export const EXAMPLE_WORDS: ReadonlySet<string> = new Set(
  "example examples sample samples template templates tmpl tpl dist schema skel skeleton placeholder".split(" "),
);

/** Endings of what people write by hand and a model is asked to complete: programs, pages, prose. */
export const SOURCE_ENDINGS: ReadonlySet<string> = new Set(
  [
    "ts tsx mts cts js jsx mjs cjs vue svelte astro html htm xhtml css scss sass less styl hbs ejs pug twig liquid erb haml",
    "py pyi pyx ipynb rb rake go rs c h cc cpp cxx hh hpp hxx m mm cs fs fsx fsi vb java kt kts scala groovy gradle clj",
    "cljs cljc edn ex exs erl hrl elm hs lhs ml mli php phtml pl pm t lua r jl swift dart zig nim v sv vhd vhdl d pas adb",
    "ads f f90 f95 cob asm s sol vy move cairo cu cl glsl wgsl hlsl metal ino sh bash zsh fish ps1 psm1 psd1 bat cmd awk",
    "sed tcl vim el lisp scm rkt sql psql graphql gql proto thrift avdl prisma tf hcl nix bicep rego cue jsonnet dhall",
    "cmake mk mak bzl bazel ninja md mdx markdown rst adoc asciidoc asc tex bib org typ wiki pod man feature robot http rest",
    "svg diff patch xsd xslt xsl wsdl",
  ].flatMap((line) => line.split(" ")),
);
