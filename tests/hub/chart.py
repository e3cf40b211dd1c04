"""What the Helm chart of Zero to JupyterHub takes, as far as hub/values.yaml touches it.

These are facts about the chart, written down by hand and in our own form: which keys `values.schema.yaml` knows, which
it requires, and of what type the values are. Everything else of it is left open here (`ANY`). Read on 2026-11-30 in
github.com/jupyterhub/zero-to-jupyterhub-k8s (BSD-3-Clause), the schema at commit 02dd73d, `appVersion` in Chart.yaml at
011fb2d.
"""

APP_VERSION = "5.4.5"  # of JupyterHub in the chart's hub: the image's must have the same major version

ANY: dict = {}
TEXT, WHOLE, LIST = {"type": ["string", "null"]}, {"type": ["integer", "null"]}, {"type": "array"}
SIZE = {"type": ["number", "string", "null"]}


def closed(names="", *, required="", **known):
    """An object that takes the keys in `names`, and those that are `known` with their types, and no other."""
    properties = dict.fromkeys(names.split(), ANY) | known
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required.split(),
        "properties": properties,
    }


IMAGE = closed(
    required="name tag",
    name={"type": "string"},
    tag={"type": "string"},
    pullPolicy={"enum": [None, "", "IfNotPresent", "Always", "Never"]},
    pullSecrets=LIST,
)

HUB = closed(
    """activeServerLimit allowNamedServers annotations args authenticatePrometheus command concurrentSpawnLimit
    consecutiveFailureLimit containerSecurityContext cookieSecret db deploymentStrategy existingSecret extraContainers
    extraEnv extraFiles extraPodSpec extraVolumeMounts extraVolumes fsGid image initContainers labels lifecycle
    livenessProbe loadRoles namedServerLimitPerUser networkPolicy nodeSelector pdb podSecurityContext readinessProbe
    redirectToServer resources revisionHistoryLimit service serviceAccount services shutdownOnLogout templatePaths
    templateVars tolerations""",
    required="baseUrl",
    baseUrl={"type": "string"},
    config={"type": "object"},
    extraConfig={"type": "object"},
)

STORAGE = closed(
    "dynamic extraLabels static",
    required="type homeMountPath",
    type={"enum": ["dynamic", "static", "none"]},
    homeMountPath={"type": "string"},
    capacity=TEXT,
    extraVolumes=LIST,
    extraVolumeMounts=LIST,
)

SINGLEUSER = closed(
    """allowPrivilegeEscalation cloudMetadata events extraAnnotations extraContainers extraEnv extraFiles extraLabels
    extraNodeAffinity extraPodAffinity extraPodAntiAffinity extraPodConfig extraResource extraTolerations fsGid
    initContainers lifecycleHooks networkPolicy networkTools nodeSelector podNameTemplate profileList
    serviceAccountName uid""",
    cmd={"type": ["array", "string", "null"]},
    cpu=closed(limit=SIZE, guarantee=SIZE),
    defaultUrl=TEXT,
    image=IMAGE,
    memory=closed(limit=SIZE, guarantee=SIZE),
    startTimeout=WHOLE,
    storage=STORAGE,
)

SCHEMA = closed(
    """cull custom debug enabled fullnameOverride global imagePullSecret imagePullSecrets ingress nameOverride prePuller
    proxy rbac scheduling""",
    required="imagePullSecrets hub proxy singleuser ingress prePuller custom cull debug rbac global",
    hub=HUB,
    singleuser=SINGLEUSER,
)

# What of the chart's own values the schema requires: ours are merged into them.
DEFAULTS = {
    **{name: {} for name in ("proxy", "ingress", "prePuller", "custom", "cull", "debug", "rbac", "global")},
    "imagePullSecrets": [],
    "hub": {"baseUrl": "/"},
    "singleuser": {
        "image": {"name": "", "tag": ""},
        "storage": {"type": "dynamic", "homeMountPath": "/home/jovyan"},
        "memory": {"limit": None, "guarantee": "1G"},
    },
}
